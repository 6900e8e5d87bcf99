// SPDX-License-Identifier: Apache-2.0

/// A set of byte strings, each in a numbered space, that numbers its members in order of arrival.
///
/// The bytes lie back to back in one array and the hash slots hold numbers, so adding a member
/// allocates nothing but the growth of three arrays. Strings of different spaces never compare equal.
package struct ByteStringTable: Sendable {
  /// What is known of a string before it is looked up.
  package struct Digest: Sendable {
    /// The first eight bytes, most significant first, filled up with zeros.
    package var prefix: UInt64
    /// A hash of the bytes and the space. It depends on nothing else.
    package var hash: UInt32

    /// Creates a digest that was made before.
    package init(prefix: UInt64, hash: UInt32) {
      self.prefix = prefix
      self.hash = hash
    }
  }

  /// One member.
  package struct Entry: Sendable {
    /// The first eight bytes, most significant first, filled up with zeros.
    package var prefix: UInt64
    /// Where the string begins in `bytes`.
    package var offset: Int
    /// The string's length in bytes.
    package var length: UInt32
    /// The hash that `Digest` carries.
    package var hash: UInt32
    /// The space the string lives in.
    package var space: UInt16
  }

  /// All strings, back to back in order of arrival.
  package private(set) var bytes: [UInt8] = []
  /// The members in order of arrival; a member's index is its number.
  package private(set) var entries: [Entry] = []
  /// Open addressing with linear probing: the hash above, the member's number plus one below; 0 is
  /// free. A power of two, at most half full.
  private var slots: [UInt64]

  /// Creates an empty table with room for half as many members as slots.
  ///
  /// - Precondition: `slotCount` is a power of two.
  package init(slotCount: Int = 1 << 10) {
    precondition(slotCount > 1 && slotCount & (slotCount - 1) == 0)
    slots = Array(repeating: 0, count: slotCount)
  }

  /// The number of members.
  package var count: Int { entries.count }

  /// Memory held, in bytes.
  package var byteCount: Int {
    bytes.capacity + entries.capacity * MemoryLayout<Entry>.stride + slots.count * 8
  }

  /// Forgets all members and keeps the storage.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    for index in slots.indices { slots[index] = 0 }
  }

  /// The bytes of a member.
  ///
  /// - Precondition: `index` is less than `count`.
  package func range(of index: Int) -> Range<Int> {
    let entry = entries[index]
    return entry.offset..<entry.offset + Int(entry.length)
  }

  /// Prefix and hash of a string in a space.
  ///
  /// - Complexity: O(length).
  package static func digest(of text: Span<UInt8>, space: UInt16) -> Digest {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(space)
    var prefix: UInt64 = 0
    var start = 0
    let length = text.count
    repeat {
      let end = min(start + 8, length)
      var word: UInt64 = 0
      var index = start
      while index < end {
        word = word &<< 8 | UInt64(text[index])
        index &+= 1
      }
      if start == 0 && end > 0 { prefix = word &<< UInt64(8 &* (8 &- end)) }
      hash = folded(hash ^ word, 0xD6E8_FEB8_6659_FD93)
      start = end
    } while start < length
    hash = folded(hash ^ UInt64(length), 0xA076_1D64_78BD_642F)
    return Digest(prefix: prefix, hash: UInt32(truncatingIfNeeded: hash))
  }

  /// Adds a string unless it is a member, and gives its number.
  ///
  /// - Complexity: O(length), amortized.
  package mutating func insert(_ text: Span<UInt8>, space: UInt16) -> (index: Int, isNew: Bool) {
    insert(text, space: space, digest: Self.digest(of: text, space: space))
  }

  /// Adds a string whose digest is known unless it is a member, and gives its number.
  ///
  /// - Complexity: O(length), amortized.
  package mutating func insert(
    _ text: Span<UInt8>, space: UInt16, digest: Digest
  ) -> (index: Int, isNew: Bool) {
    let mask = slots.count &- 1
    var slot = Int(digest.hash) & mask
    while true {
      let word = slots[slot]
      if word == 0 { break }
      if UInt32(truncatingIfNeeded: word &>> 32) == digest.hash {
        let index = Int(word & 0xFFFF_FFFF) &- 1
        if matches(index, text, space: space, prefix: digest.prefix) { return (index, false) }
      }
      slot = (slot &+ 1) & mask
    }
    let index = entries.count
    slots[slot] = UInt64(digest.hash) &<< 32 | UInt64(index + 1)
    entries.append(
      Entry(
        prefix: digest.prefix, offset: bytes.count, length: UInt32(text.count), hash: digest.hash,
        space: space))
    for position in text.indices { bytes.append(text[position]) }
    if entries.count * 2 > slots.count { grow() }
    return (index, true)
  }

  /// Whether a string is a member.
  ///
  /// - Complexity: O(length).
  package func contains(_ text: Span<UInt8>, space: UInt16) -> Bool {
    let digest = Self.digest(of: text, space: space)
    let mask = slots.count &- 1
    var slot = Int(digest.hash) & mask
    while slots[slot] != 0 {
      let word = slots[slot]
      if UInt32(truncatingIfNeeded: word &>> 32) == digest.hash,
        matches(Int(word & 0xFFFF_FFFF) &- 1, text, space: space, prefix: digest.prefix)
      {
        return true
      }
      slot = (slot &+ 1) & mask
    }
    return false
  }

  /// The numbers of all members, ordered by space and then by bytes.
  ///
  /// - Complexity: O(n log n) comparisons, nearly all of them of one word.
  package func sortedIndices() -> [Int] {
    entries.indices.sorted { precedes($0, $1) }
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let left = entries[a]
    let right = entries[b]
    if left.space != right.space { return left.space < right.space }
    if left.prefix != right.prefix { return left.prefix < right.prefix }
    if left.length <= 8 && right.length <= 8 { return left.length < right.length }
    return bytes[range(of: a)].lexicographicallyPrecedes(bytes[range(of: b)])
  }

  private func matches(_ index: Int, _ text: Span<UInt8>, space: UInt16, prefix: UInt64) -> Bool {
    let entry = entries[index]
    guard entry.prefix == prefix, Int(entry.length) == text.count, entry.space == space else {
      return false
    }
    var position = 8
    while position < text.count {
      if bytes[entry.offset &+ position] != text[position] { return false }
      position &+= 1
    }
    return true
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 4)
    let mask = larger.count &- 1
    for word in slots where word != 0 {
      var slot = Int(word &>> 32) & mask
      while larger[slot] != 0 { slot = (slot &+ 1) & mask }
      larger[slot] = word
    }
    slots = larger
  }

  /// The two halves of a 128-bit product, one over the other.
  private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
