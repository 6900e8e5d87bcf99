// SPDX-License-Identifier: Apache-2.0

/// A set of hashes that says of most strings that they are no headword, without a look-up.
///
/// Iteration marks are not written out in hashed text, so words that have them are not filtered.
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

  /// FNV-1a over bytes, going on from the hash of what stands before them.
  static func hash(
    _ bytes: ArraySlice<UInt8>, after start: UInt64 = 0xCBF2_9CE4_8422_2325
  ) -> UInt64 {
    var hash = start
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  /// Adds a headword by its hash.
  mutating func insert(_ hash: UInt64) {
    let place = (hash ^ (hash >> 32)) & mask
    words[Int(place >> 6)] |= 1 << (place & 63)
  }

  /// False when the headword was certainly not added.
  func mayContain(_ hash: UInt64) -> Bool {
    let place = (hash ^ (hash >> 32)) & mask
    return words[Int(place >> 6)] & (1 << (place & 63)) != 0
  }
}
