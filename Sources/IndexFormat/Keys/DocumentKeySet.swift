// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// The keys of documents in the documents' order, each there once.
///
/// They lie back to back in one array; the hash table has a number and a hash in eight bytes. With
/// keys of ten bytes that is some 40 bytes a document, and 60 while arrays grow.
struct DocumentKeySet: Sendable {
  private var bytes: [UInt8] = []
  /// Where each key ends in `bytes`.
  private var ends: [Int] = []
  /// Open addressing with linear probing: the low half of the hash and above it the number plus one; 0 is
  /// free. A power of two, at most three quarters full.
  private var slots = [UInt64](repeating: 0, count: 64)

  /// The number of keys.
  var count: Int { ends.count }

  /// Memory held, in bytes.
  var byteCount: Int {
    bytes.capacity + ends.capacity * MemoryLayout<Int>.stride
      + slots.count * MemoryLayout<UInt64>.stride
  }

  /// The UTF-8 of a document's key.
  ///
  /// - Precondition: `0 <= index < count`.
  subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// Adds the key of the next document, unless there is one like it.
  ///
  /// - Returns: Whether it was added.
  /// - Complexity: O(length), amortized.
  mutating func insert(_ key: String) -> Bool {
    let key = Array(key.utf8)
    let (place, hash, isThere) = place(of: key)
    if isThere { return false }
    bytes.append(contentsOf: key)
    ends.append(bytes.count)
    slots[place] = UInt64(count) << 32 | UInt64(hash)
    if count * 4 > slots.count * 3 { grow() }
    return true
  }

  /// Whether a document has a key.
  ///
  /// - Complexity: O(length).
  func contains(_ key: String) -> Bool { place(of: Array(key.utf8)).isThere }

  /// The slot of a key, or where it goes.
  private func place(of key: [UInt8]) -> (place: Int, hash: UInt32, isThere: Bool) {
    let hash = UInt32(truncatingIfNeeded: Checksum.xxh3(key))
    let mask = slots.count - 1
    var place = Int(hash) & mask
    while slots[place] != 0 {
      let slot = slots[place]
      if UInt32(truncatingIfNeeded: slot) == hash, self[Int(slot >> 32) - 1].elementsEqual(key) {
        return (place, hash, true)
      }
      place = (place + 1) & mask
    }
    return (place, hash, false)
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    for slot in slots where slot != 0 {
      var place = Int(UInt32(truncatingIfNeeded: slot)) & mask
      while larger[place] != 0 { place = (place + 1) & mask }
      larger[place] = slot
    }
    slots = larger
  }
}
