// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Integers of one bit width, read at random.
///
/// ```
/// u8 width (0...56 or 64), 7 zeros
/// u64 count
/// the integers, one behind the other from the low bits of the first byte
/// 8 zeros, then zeros to a multiple of 8
/// ```
enum BitPackedArray {
  /// The bytes before the integers.
  static let headByteCount = 16

  /// The smallest width of the format that holds a value.
  static func width(for maximum: UInt64) -> Int {
    let width = 64 - maximum.leadingZeroBitCount
    return width > 56 ? 64 : width
  }

  /// The size of an array, or nil where it is beyond all bounds.
  static func byteCount(count: UInt64, width: Int) -> Int? {
    guard count <= UInt64(Int.max) / 128 else { return nil }
    let packed = (Int(count) * width + 7) / 8
    return headByteCount + (packed + 8 + 7) / 8 * 8
  }

  /// Appends an array at a multiple of 8.
  static func append(_ values: some Collection<UInt64>, to output: inout [UInt8]) {
    output.pad(to: 8)
    let width = width(for: values.max() ?? 0)
    output.append(UInt8(width))
    output.append(contentsOf: repeatElement(0, count: 7))
    output.append(littleEndian: UInt64(values.count))
    if width == 64 {
      for value in values { output.append(littleEndian: value) }
    } else {
      // Of 56 bits at most, as the widths from 57 to 63 are not used.
      var writer = BitWriter()
      for value in values { writer.append(value, width: width, to: &output) }
      writer.finish(to: &output)
    }
    output.append(contentsOf: repeatElement(0, count: 8))
    output.pad(to: 8)
  }
}

/// Reads a `BitPackedArray`.
struct BitPackedArrayReader: Sendable {
  private let bytes: MappedBytes
  private let start: Int
  private let width: Int
  private let mask: UInt64
  /// The number of integers.
  let count: Int
  /// The bytes of the array, its head included.
  let byteCount: Int

  /// Opens an array at an offset.
  ///
  /// - Throws: `StorageError.damaged` or `.outOfBounds` when it leaves the bytes.
  init(_ bytes: MappedBytes, at offset: Int) throws(StorageError) {
    let width = Int(try bytes.byte(at: offset))
    let count = try bytes.uint64(at: offset + 8)
    guard width <= 56 || width == 64,
      let byteCount = BitPackedArray.byteCount(count: count, width: width),
      byteCount <= bytes.count - offset
    else {
      throw .damaged(
        structure: "bit-packed array", offset: offset, reason: "\(count) integers of \(width) bits")
    }
    self.bytes = bytes
    self.width = width
    self.count = Int(count)
    self.byteCount = byteCount
    start = offset + BitPackedArray.headByteCount
    mask = width == 64 ? .max : (1 << UInt64(width)) - 1
  }

  /// The integer at an index.
  ///
  /// - Precondition: `0 <= index < count`.
  subscript(index: Int) -> UInt64 {
    precondition(index >= 0 && index < count, "no such integer")
    let bit = index * width
    return bytes.entry(0, ofUInt64TableAt: start + bit / 8) >> UInt64(bit % 8) & mask
  }
}
