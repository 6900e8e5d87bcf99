// SPDX-License-Identifier: Apache-2.0

/// A table of bounded size that forgets what was asked for the longest time ago.
struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry: Sendable {
    var key: Key
    var value: Value
    var byteCount: Int
    // The entries used before and after it: a chain from the oldest to the newest.
    var older: Int?
    var newer: Int?
  }

  private var places: [Key: Int] = [:]
  /// By place; nil where one is free.
  private var entries: [Entry?] = []
  private var free: [Int] = []
  private var oldest: Int?
  private var newest: Int?
  private let byteLimit: Int
  /// The bytes that are kept now.
  private(set) var byteCount = 0

  /// What an entry costs besides what its owner says.
  private static var entryByteCount: Int {
    MemoryLayout<Entry>.stride + MemoryLayout<Key>.stride + 64
  }

  /// Creates an empty table of `byteLimit` bytes at most.
  init(byteLimit: Int) { self.byteLimit = byteLimit }

  /// The number of entries.
  var count: Int { places.count }

  /// The values, in no order.
  var values: some Sequence<Value> { entries.lazy.compactMap { $0?.value } }

  /// The value of a key, which is the newest then.
  ///
  /// - Complexity: O(1).
  subscript(key: Key) -> Value? {
    mutating get {
      guard let place = places[key] else { return nil }
      if place != newest {
        unlink(place)
        link(place)
      }
      return entries[place]?.value
    }
  }

  /// Adds a value of so many bytes, unless it is there already or alone takes more than half of the limit.
  ///
  /// - Complexity: O(1), and what is forgotten.
  mutating func insert(_ value: Value, for key: Key, byteCount: Int) {
    let byteCount = byteCount + Self.entryByteCount
    guard byteCount <= byteLimit / 2, places[key] == nil else { return }
    add(Entry(key: key, value: value, byteCount: byteCount))
  }

  /// Puts a value of so many bytes in the place of one that is there; leaves that where the new one alone
  /// takes more than half of the limit.
  ///
  /// - Complexity: O(1), and what is forgotten.
  mutating func replace(_ value: Value, for key: Key, byteCount: Int) {
    let byteCount = byteCount + Self.entryByteCount
    guard byteCount <= byteLimit / 2 else { return }
    if let place = places[key] { remove(place) }
    add(Entry(key: key, value: value, byteCount: byteCount))
  }

  private mutating func add(_ entry: Entry) {
    while byteCount + entry.byteCount > byteLimit, let oldest { remove(oldest) }
    byteCount += entry.byteCount
    let place = free.popLast() ?? entries.count
    if place == entries.count { entries.append(nil) }
    places[entry.key] = place
    entries[place] = entry
    link(place)
  }

  private mutating func remove(_ place: Int) {
    unlink(place)
    guard let entry = entries[place] else { return }
    byteCount -= entry.byteCount
    places[entry.key] = nil
    entries[place] = nil
    free.append(place)
  }

  /// Makes an entry the newest.
  private mutating func link(_ place: Int) {
    entries[place]?.older = newest
    entries[place]?.newer = nil
    if let newest { entries[newest]?.newer = place } else { oldest = place }
    newest = place
  }

  /// Takes an entry out of the chain.
  private mutating func unlink(_ place: Int) {
    let (older, newer) = (entries[place]?.older, entries[place]?.newer)
    if let older { entries[older]?.newer = newer } else { oldest = newer }
    if let newer { entries[newer]?.older = older } else { newest = older }
  }
}
