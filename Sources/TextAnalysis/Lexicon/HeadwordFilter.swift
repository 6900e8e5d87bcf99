// SPDX-License-Identifier: Apache-2.0

/// A set of hashes that says of most strings that they are no headword, without a look-up.
///
/// Headwords have their iteration marks written out; text that has some must not be filtered.
struct HeadwordFilter: Sendable {
  private var words: [UInt64]
  private let mask: UInt64

  /// Creates a filter for about `count` headwords, with 16 bits for each.
  init(count: Int) {
    var bits: UInt64 = 1 << 16
    while bits < UInt64(count) * 16 { bits <<= 1 }
    mask = bits - 1
    words = [UInt64](repeating: 0, count: Int(bits / 64))
  }

  /// A hash of whole characters of UTF-8, going on from the hash of what stands before them.
  static func hash(_ bytes: Span<UInt8>, after start: UInt64 = 0) -> UInt64 {
    var hash = start
    var offset = 0
    while offset < bytes.count {
      let end = min(offset &+ UTF8Decoding.length(bytes[offset]), bytes.count)
      var character: UInt64 = 1
      while offset < end {
        character = character &<< 8 | UInt64(bytes[offset])
        offset &+= 1
      }
      hash = (hash ^ character) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash &>> 29
    }
    return hash
  }

  /// Adds a headword by its hash.
  mutating func insert(_ hash: UInt64) {
    let place = (hash ^ hash >> 32) & mask
    words[Int(place >> 6)] |= 1 << (place & 63)
  }

  /// False when the headword was certainly not added.
  func mayContain(_ hash: UInt64) -> Bool {
    let place = (hash ^ hash >> 32) & mask
    return words[Int(place >> 6)] & (1 << (place & 63)) != 0
  }
}
