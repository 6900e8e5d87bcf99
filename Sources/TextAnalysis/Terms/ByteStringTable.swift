// SPDX-License-Identifier: Apache-2.0
internal import Storage

/// A set of byte strings, each in a numbered space, that numbers its members in order of arrival.
///
/// The bytes lie back to back in one array and the hash slots hold numbers and prefixes, so adding a
/// member allocates nothing but the growth of three arrays. Strings of different spaces never compare equal.
package struct ByteStringTable: Sendable {
  /// One member.
  package struct Entry: Sendable {
    /// The first eight bytes, most significant first, filled up with zeros.
    package var prefix: UInt64
    /// Where the string begins in `bytes`.
    package var offset: Int
    /// The string's length in bytes.
    package var length: UInt32
    /// A hash of the bytes and the space. It depends on nothing else.
    package var hash: UInt32
    /// The space the string lives in.
    package var space: UInt16
  }

  /// All strings, back to back in order of arrival.
  package private(set) var bytes: [UInt8] = []
  /// The members in order of arrival; a member's index is its number.
  package private(set) var entries: [Entry] = []
  /// Open addressing with linear probing. A power of two, at most half full.
  private var slots: [Slot]

  /// What tells a member of eight bytes or less from any other, so that only longer ones are compared.
  private struct Slot: Sendable {
    /// The member's prefix.
    var prefix: UInt64 = 0
    /// From the high bits down: the member's number plus one (32), its space (16), its length or 255
    /// (8), eight bits of its hash; 0 is free.
    var tag: UInt64 = 0

    static func tag(space: UInt16, length: Int, hash: UInt32) -> UInt32 {
      UInt32(space) &<< 16 | UInt32(min(length, 255)) &<< 8 | hash &>> 24
    }
  }

  /// Creates an empty table with room for half as many members as slots.
  ///
  /// - Precondition: `slotCount` is a power of two.
  package init(slotCount: Int = 1 << 10) {
    precondition(slotCount > 1 && slotCount & (slotCount - 1) == 0)
    slots = Array(repeating: Slot(), count: slotCount)
  }

  /// The number of members.
  package var count: Int { entries.count }

  /// Memory held, in bytes.
  package var byteCount: Int {
    bytes.capacity + entries.capacity * MemoryLayout<Entry>.stride
      + slots.count * MemoryLayout<Slot>.stride
  }

  /// Forgets all members and keeps the storage.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    for index in slots.indices { slots[index] = Slot() }
  }

  /// The bytes of a member.
  ///
  /// - Precondition: `index` is less than `count`.
  package func range(of index: Int) -> Range<Int> {
    let entry = entries[index]
    return entry.offset..<entry.offset + Int(entry.length)
  }

  /// Adds a string unless it is a member, and gives its number.
  ///
  /// - Complexity: O(length), amortized.
  package mutating func insert(_ text: Span<UInt8>, space: UInt16) -> (index: Int, isNew: Bool) {
    let (prefix, hash) = WordKernels.digest(of: text)
    return insert(text, space: space, prefix: prefix, hash: hash)
  }

  /// Adds a string whose digest is known unless it is a member, and gives its number.
  ///
  /// - Complexity: O(length), amortized.
  mutating func insert(
    _ text: Span<UInt8>, space: UInt16, prefix: UInt64, hash: UInt32
  ) -> (index: Int, isNew: Bool) {
    let hash = Self.hash(hash, space: space)
    let wanted = Slot.tag(space: space, length: text.count, hash: hash)
    let mask = slots.count &- 1
    var place = Int(hash) & mask
    while true {
      let slot = slots[place]
      if slot.tag == 0 { break }
      if UInt32(truncatingIfNeeded: slot.tag) == wanted, slot.prefix == prefix {
        let index = Int(slot.tag &>> 32) &- 1
        if text.count <= 8 || endsEqual(index, text) { return (index, false) }
      }
      place = (place &+ 1) & mask
    }
    return (add(text, space: space, prefix: prefix, hash: hash, place: place), true)
  }

  /// Asks for the memory that a string of a digest's hash is sought in, ahead of its `insert`: the
  /// table is larger than a core's cache.
  @inline(__always)
  func prefetch(hash: UInt32, space: UInt16) {
    slots.span.prefetch(Int(Self.hash(hash, space: space)) & (slots.count &- 1))
  }

  @inline(never)
  private mutating func add(
    _ text: Span<UInt8>, space: UInt16, prefix: UInt64, hash: UInt32, place: Int
  ) -> Int {
    let index = entries.count
    let entry = Entry(
      prefix: prefix, offset: bytes.count, length: UInt32(text.count), hash: hash, space: space)
    entries.append(entry)
    slots[place] = Self.slot(of: entry, number: index)
    for position in text.indices { bytes.append(text[position]) }
    if entries.count * 2 > slots.count { grow() }
    return index
  }

  private static func slot(of entry: Entry, number: Int) -> Slot {
    let tag = Slot.tag(space: entry.space, length: Int(entry.length), hash: entry.hash)
    return Slot(prefix: entry.prefix, tag: UInt64(number + 1) &<< 32 | UInt64(tag))
  }

  /// Whether a string is a member.
  ///
  /// - Complexity: O(length).
  package func contains(_ text: Span<UInt8>, space: UInt16) -> Bool {
    let (prefix, digest) = WordKernels.digest(of: text)
    let hash = Self.hash(digest, space: space)
    let wanted = Slot.tag(space: space, length: text.count, hash: hash)
    let mask = slots.count &- 1
    var place = Int(hash) & mask
    while slots[place].tag != 0 {
      let slot = slots[place]
      if UInt32(truncatingIfNeeded: slot.tag) == wanted, slot.prefix == prefix,
        text.count <= 8 || endsEqual(Int(slot.tag &>> 32) &- 1, text)
      {
        return true
      }
      place = (place &+ 1) & mask
    }
    return false
  }

  /// The hash of a string in a space.
  private static func hash(_ hash: UInt32, space: UInt16) -> UInt32 {
    hash ^ UInt32(space) &* 0x9E37_79B1
  }

  /// The numbers of all members, ordered by space and then by bytes.
  ///
  /// - Complexity: O(n) for prefixes, which are sorted by digits, and O(n log n) for members that share
  ///   one.
  package func sortedIndices() -> [Int] {
    var sorter = PrefixSorter(entries)
    sorter.sort()
    var keys = sorter.keys
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end].prefix == keys[start].prefix,
        keys[end].space == keys[start].space
      {
        end += 1
      }
      if end - start > 1 { sortEnds(of: &keys, start..<end) }
      start = end
    }
    return keys.map { Int($0.index) }
  }

  /// Sorts members of one space and prefix.
  private func sortEnds(of keys: inout [PrefixSorter.Key], _ range: Range<Int>) {
    for index in range { keys[index].prefix = followingPrefix(of: Int(keys[index].index)) }
    keys[range].sort { a, b in
      if a.prefix != b.prefix { return a.prefix < b.prefix }
      let (a, b) = (Int(a.index), Int(b.index))
      if entries[a].length <= 16 && entries[b].length <= 16 {
        return entries[a].length < entries[b].length
      }
      return bytes[self.range(of: a)].lexicographicallyPrecedes(bytes[self.range(of: b)])
    }
  }

  /// The ninth byte and those behind it, as a prefix.
  private func followingPrefix(of index: Int) -> UInt64 {
    let entry = entries[index]
    var result: UInt64 = 0
    for place in 8..<max(8, min(16, Int(entry.length))) {
      result |= UInt64(bytes[entry.offset + place]) << UInt64(8 * (15 - place))
    }
    return result
  }

  /// Whether a member has the length of a text, and its bytes from the ninth on.
  private func endsEqual(_ index: Int, _ text: Span<UInt8>) -> Bool {
    let entry = entries[index]
    guard Int(entry.length) == text.count else { return false }
    let bytes = bytes.span
    var position = 8
    while position < text.count {
      if bytes[entry.offset &+ position] != text[position] { return false }
      position &+= 1
    }
    return true
  }

  private mutating func grow() {
    var larger = [Slot](repeating: Slot(), count: slots.count * 2)
    let mask = larger.count &- 1
    for (index, entry) in entries.enumerated() {
      var place = Int(entry.hash) & mask
      while larger[place].tag != 0 { place = (place &+ 1) & mask }
      larger[place] = Self.slot(of: entry, number: index)
    }
    slots = larger
  }
}
