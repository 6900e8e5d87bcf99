// SPDX-License-Identifier: Apache-2.0

/// The layout of a front-coded table: sorted distinct byte keys in blocks of 32, each block with a
/// payload that the table's user defines.
///
/// ```
/// blocks      back to back; see below
/// (zeros)     to a multiple of 8
/// offsets     u32 x blockCount         where each block starts
/// (zeros)     to a multiple of 64
/// levels      u64 x blockCount         first eight bytes of each block's first key, big-endian
///             u64 x ceil(previous / 8) every eighth of the level before, until one has at most 8;
///             each level is followed by zeros to a multiple of 64
/// keyCount    u64
/// blockBytes  u64                      length of the blocks
/// blockCount  u32
/// signature   u32
///
/// block       variable-length integer: length of the keys; keys; payload
/// key         u8 shared << 4 | rest; each nibble at 15 is followed, in this order, by a variable-
///             length integer that is added to it; then the rest's bytes
/// run         u8 0, in place of a key behind the first; variable-length integer: so many keys, each
///             the key before counted up
/// ```
///
/// `shared` counts the leading bytes a key has in common with the key before it in the block; the
/// first key of a block shares none. A rest is never empty except for an empty first key. A key counted
/// up has as many bytes, and the decimal number it ends with is greater by 1.
enum FrontCodedTableFormat {
  /// Keys in every block but the last.
  static let keysPerBlock = 32
  /// Entries of a level that one entry of the next level stands for.
  static let fanout = 8
  /// The bytes after the last level.
  static let trailerByteCount = 24
  /// `FCT1`, low byte first.
  static let signature: UInt32 = 0x3154_4346
  /// The longest key, in bytes.
  static let maximumKeyByteCount = 32_767
  /// The largest offset of a block.
  static let maximumBlocksByteCount = Int(UInt32.max)

  /// The entry counts of all levels, the lowest first.
  static func levelCounts(blockCount: Int) -> [Int] {
    var counts = [blockCount]
    var count = blockCount
    while count > fanout {
      count = (count + fanout - 1) / fanout
      counts.append(count)
    }
    return counts
  }

  /// A key's first eight bytes as a big-endian integer, zeros where the key is shorter.
  static func prefix(of key: [UInt8]) -> UInt64 { prefix(of: key.span) }

  /// The same of a span.
  static func prefix(of key: Span<UInt8>) -> UInt64 {
    var result: UInt64 = 0
    for index in 0..<min(8, key.count) {
      result |= UInt64(key[index]) << UInt64(56 - 8 * index)
    }
    return result
  }

  /// Counts the decimal number up that a key ends with; false, and some key, where that has no digits or
  /// would need one more.
  static func countUp(_ key: inout [UInt8]) -> Bool {
    var at = key.count - 1
    while at >= 0, key[at] == UInt8(ascii: "9") {
      key[at] = UInt8(ascii: "0")
      at -= 1
    }
    guard at >= 0, key[at] >= UInt8(ascii: "0"), key[at] < UInt8(ascii: "9") else { return false }
    key[at] += 1
    return true
  }

  /// The next multiple of `alignment`.
  static func padded(_ count: Int, to alignment: Int) -> Int {
    (count + alignment - 1) / alignment * alignment
  }
}
