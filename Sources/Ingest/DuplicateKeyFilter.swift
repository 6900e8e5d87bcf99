// SPDX-License-Identifier: Apache-2.0

/// Remembers the keys of a run, exactly.
///
/// Keys lie back to back in one array with their lengths; a hash table holds their places. A key
/// costs its UTF-8 bytes, 2 for the length and 16 to 32 for the table: about 50 MB for a million
/// keys of 20 bytes.
struct DuplicateKeyFilter {
  /// The number of keys.
  private(set) var count = 0
  private var bytes: [UInt8] = []
  /// Places in `bytes` plus 1; 0 is free. The count is a power of two, at most half are taken.
  private var slots = [Int](repeating: 0, count: 1024)

  /// Adds a key.
  ///
  /// - Precondition: The key has fewer than 65,536 UTF-8 bytes.
  /// - Returns: Whether it is new.
  /// - Complexity: O(length of the key), amortized.
  mutating func insert(_ key: String) -> Bool {
    let place = bytes.count
    let utf8 = Array(key.utf8)[...]
    var slot = Self.hash(utf8) & (slots.count - 1)
    while slots[slot] != 0 {
      if self.utf8(at: slots[slot] - 1) == utf8 { return false }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = place + 1
    bytes.append(UInt8(utf8.count & 0xFF))
    bytes.append(UInt8(utf8.count >> 8))
    bytes.append(contentsOf: utf8)
    count += 1
    if count * 2 > slots.count { grow() }
    return true
  }

  private func utf8(at place: Int) -> ArraySlice<UInt8> {
    let length = Int(bytes[place]) | Int(bytes[place + 1]) << 8
    return bytes[place + 2..<place + 2 + length]
  }

  private mutating func grow() {
    slots = [Int](repeating: 0, count: slots.count * 2)
    var place = 0
    while place < bytes.count {
      let key = utf8(at: place)
      var slot = Self.hash(key) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = place + 1
      place += 2 + key.count
    }
  }

  /// The standard library's hash, seeded anew for each process, so that no collection of keys can be
  /// made to collide. Nothing that is written depends on it.
  private static func hash(_ utf8: ArraySlice<UInt8>) -> Int {
    var hasher = Hasher()
    hasher.combine(utf8)
    return hasher.finalize()
  }
}
