// SPDX-License-Identifier: Apache-2.0

/// A document's place in its segment, from 0 in the order documents were added.
package typealias DocumentID = UInt32
