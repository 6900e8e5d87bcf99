// SPDX-License-Identifier: Apache-2.0

/// How up to 128 integers of 32 bits are coded: documents' gaps, frequencies, positions' gaps.
///
/// ```
/// u8 tag
///   0...32       packed: integers of `tag` bits
///   64 + width   patched, width 0...31: integers of their low `width` bits, u8 exception count, u8
///                high width (1...32 - width), then exceptions of 7 + high width bits, one behind the
///                other: index, the bits above
///   128          constant: variable-length integer that all are equal to
///   129          bitset, for the gaps of 128 documents only: u8 word count, u64 words; bit i of
///                them stands for document base + 1 + i
///   160 + width  Rice, width 0...31: integers of their low `width` bits, then for each integer in
///                turn, from the low bits of the first byte, as many zeros as the bits above it say
///                and a one; at most 1,024 bytes
/// ```
///
/// 128 integers are packed in four lanes (see `sakuin_pack` in CKernels) in 16 x width bytes. Fewer
/// are packed one behind the other from the low bits of the first byte, in ceil(count x width / 8)
/// bytes.
enum IntegerBlockFormat {
  static let patched: UInt8 = 64
  static let constant: UInt8 = 128
  static let bitset: UInt8 = 129
  static let rice: UInt8 = 160
  /// The bits of an exception's index.
  static let indexWidth = 7
  /// The most 64-bit words of a bitset.
  static let maximumWordCount = 255

  /// The bytes of packed integers.
  static func packedByteCount(count: Int, width: Int) -> Int {
    count == PostingsBlock.capacity ? 16 * width : (count * width + 7) / 8
  }

  /// The bytes of exceptions, without their count and width.
  static func exceptionByteCount(count: Int, highWidth: Int) -> Int {
    (count * (indexWidth + highWidth) + 7) / 8
  }
}
