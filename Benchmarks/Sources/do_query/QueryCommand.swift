// SPDX-License-Identifier: Apache-2.0

/// What search-benchmark-game asks an engine to do with a query.
///
/// Source: https://github.com/quickwit-oss/search-benchmark-game.
enum QueryCommand: Equatable {
  /// The number of matches.
  case count
  /// The best hits, without the number of matches.
  case top(Int)
  /// The best hits and the number of matches.
  case topAndCount(Int)

  /// Reads `COUNT`, `TOP_10` or `TOP_10_COUNT`, with any number; nil for other commands.
  init?(_ name: Substring) {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    switch parts.count {
    case 1 where parts[0] == "COUNT":
      self = .count
    case 2 where parts[0] == "TOP", 3 where parts[0] == "TOP" && parts[2] == "COUNT":
      guard let limit = Int(parts[1]), limit > 0 else { return nil }
      self = parts.count == 2 ? .top(limit) : .topAndCount(limit)
    default: return nil
    }
  }

  /// How many hits are wanted; nil for none.
  var limit: Int? {
    switch self {
    case .count: nil
    case .top(let limit), .topAndCount(let limit): limit
    }
  }

  /// Whether the number of matches is wanted.
  var wantsCount: Bool {
    if case .top = self { false } else { true }
  }
}
