// SPDX-License-Identifier: Apache-2.0

/// A table of bounded size that forgets what was not asked for lately: when the young generation holds
/// half of the bytes, the old one is dropped and the young one takes its place.
struct TwoGenerations<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var young: [Key: (value: Value, byteCount: Int)] = [:]
  private var old: [Key: (value: Value, byteCount: Int)] = [:]
  private var youngByteCount = 0
  private var oldByteCount = 0
  private let limitOfEach: Int

  /// What an entry costs besides what its owner says.
  private static var entryByteCount: Int {
    MemoryLayout<Key>.stride + MemoryLayout<(Value, Int)>.stride + 64
  }

  /// Creates an empty table of `byteLimit` bytes at most.
  init(byteLimit: Int) { limitOfEach = byteLimit / 2 }

  /// The bytes that are kept now.
  var byteCount: Int { youngByteCount + oldByteCount }

  /// The number of entries.
  var count: Int { young.count + old.count }

  /// The values, in no order.
  var values: some Sequence<Value> {
    [young, old].joined().lazy.map(\.value.value)
  }

  /// The value of a key; one of the old generation is young again.
  ///
  /// - Complexity: O(1), at times a generation that goes.
  subscript(key: Key) -> Value? {
    mutating get {
      if let known = young[key] { return known.value }
      guard let known = old.removeValue(forKey: key) else { return nil }
      oldByteCount -= known.byteCount
      add(known.value, key, known.byteCount)
      return known.value
    }
  }

  /// Adds a value of so many bytes, unless it is there already or alone takes more than half of the limit.
  mutating func insert(_ value: Value, for key: Key, byteCount: Int) {
    let byteCount = byteCount + Self.entryByteCount
    guard byteCount <= limitOfEach, young[key] == nil, old[key] == nil else { return }
    add(value, key, byteCount)
  }

  /// Puts a value of so many bytes in the place of one that is there; leaves that where the new one alone
  /// takes more than half of the limit.
  mutating func replace(_ value: Value, for key: Key, byteCount: Int) {
    let byteCount = byteCount + Self.entryByteCount
    guard byteCount <= limitOfEach else { return }
    if let known = young.removeValue(forKey: key) { youngByteCount -= known.byteCount }
    if let known = old.removeValue(forKey: key) { oldByteCount -= known.byteCount }
    add(value, key, byteCount)
  }

  private mutating func add(_ value: Value, _ key: Key, _ byteCount: Int) {
    if youngByteCount + byteCount > limitOfEach {
      old = young
      oldByteCount = youngByteCount
      young = [:]
      youngByteCount = 0
    }
    young[key] = (value, byteCount)
    youngByteCount += byteCount
  }
}
