// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How many random cases a property is held to, and the seed they begin with; `make fuzz` raises the
/// number.
enum RandomCases {
  static let count =
    ProcessInfo.processInfo.environment["SAKUIN_FUZZ_CASES"].flatMap { Int($0) } ?? 20_000
  static let seed =
    ProcessInfo.processInfo.environment["SAKUIN_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_261_121
}
