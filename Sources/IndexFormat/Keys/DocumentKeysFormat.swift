// SPDX-License-Identifier: Apache-2.0

/// The layout of the document keys: sorted once, with both permutations.
///
/// ```
/// bit-packed array    for each document, the rank of its key among the sorted keys
/// bit-packed array    for each rank, the document
/// front-coded table   the keys, UTF-8; the payloads are empty
/// ```
enum DocumentKeysFormat {
  /// The longest key, in bytes.
  static let maximumKeyByteCount = 8_192
}
