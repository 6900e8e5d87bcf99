// SPDX-License-Identifier: Apache-2.0

internal import CKernels

// The one file of Benchmarks that hands memory to C. Every buffer has room for all that the kernels
// read and write of one block: 128 integers, and 8 bytes more behind packed ones.

/// A kernel over blocks of 128 integers, with the bytes and integers it works on.
struct KernelCalls {
  /// The integers of a block.
  static let blockSize = 128

  private var packed: [UInt8]
  private var bitset: [UInt8]
  private var exceptions: [UInt8]
  private var documents: [UInt32]
  private var frequencies: [UInt32]
  private var lengths: [UInt8]
  private let weights: [Float]
  private var integers = [UInt32](repeating: 0, count: 1024)
  private var starts = [UInt32](repeating: 0, count: 129)
  private var bytes = [UInt8](repeating: 0, count: 128)
  private var floats = [Float](repeating: 0, count: 128)

  /// Makes a block of integers of `width` bits, 1 to 31, and documents one in `stride` of which is
  /// there.
  init(width: Int, stride: Int) {
    let mask = UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(width)) - 1)
    let values = (0..<UInt32(128)).map { ($0 &* 2_654_435_761) >> 7 & mask }
    packed = [UInt8](repeating: 0, count: 16 * width + 16)
    bitset = [UInt8](repeating: 0x55, count: 32)
    // Eight of two bytes, index below and 1 above, and what may be read behind them.
    exceptions = (0..<UInt8(8)).flatMap { [$0 * 16 | 128, 0] } + [UInt8](repeating: 0, count: 8)
    documents = (0..<UInt32(128)).map { $0 * UInt32(stride) + $0 % 2 }
    frequencies = (0..<UInt32(128)).map { 1 + $0 % 4 }
    lengths = (0..<(128 * stride + 1)).map { UInt8(truncatingIfNeeded: $0) }
    weights = (0..<256).map { 1 / Float($0 + 1) }
    // Safe: 128 integers are read, and 16 * width bytes written.
    unsafe values.withUnsafeBufferPointer { source in
      unsafe packed.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        unsafe sakuin_pack(from, UInt32(width), to)
      }
    }
  }

  /// Unpacks a block `times` times.
  mutating func unpack(width: Int, times: Int) {
    unsafe withPacked { packed, values in
      for _ in 0..<times { unsafe sakuin_unpack(packed, UInt32(width), 1, values) }
    }
  }

  /// Unpacks a block of gaps into documents `times` times.
  mutating func unpackDocuments(width: Int, times: Int) {
    unsafe withPacked { packed, values in
      for _ in 0..<times {
        unsafe sakuin_unpack_documents(packed, UInt32(width), UInt32.max, values)
      }
    }
  }

  /// Unpacks integers that follow each other `times` times.
  mutating func unpackShort(width: Int, times: Int) {
    unsafe withPacked { packed, values in
      for _ in 0..<times { unsafe sakuin_unpack_short(packed, UInt32(width), 128, 0, values) }
    }
  }

  /// Turns gaps into documents `times` times.
  mutating func sumDocuments(times: Int) {
    unsafe withPacked { _, values in
      for _ in 0..<times { unsafe sakuin_sum_documents(0, 128, values) }
    }
  }

  /// Adds eight exceptions `times` times.
  mutating func patch(width: Int, times: Int) {
    // Safe: the exceptions name integers below 128, and 8 bytes stand behind them.
    unsafe exceptions.withUnsafeBufferPointer { source in
      unsafe integers.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for _ in 0..<times { _ = unsafe sakuin_patch(from, 8, 9, UInt32(width), 128, to) }
      }
    }
  }

  /// Writes the places of 128 bits of 256 `times` times.
  mutating func expandBits(times: Int) {
    // Safe: four words are read, 128 of whose bits are set.
    unsafe bitset.withUnsafeBufferPointer { source in
      unsafe integers.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for _ in 0..<times { unsafe sakuin_expand_bits(from, 4, UInt32.max, to) }
      }
    }
  }

  /// Turns position gaps of 128 documents into positions `times` times; 320 positions.
  mutating func sumPositions(times: Int) {
    // Safe: the frequencies add up to 320, and there is room for 1024 positions.
    unsafe frequencies.withUnsafeBufferPointer { source in
      unsafe integers.withUnsafeMutableBufferPointer { target in
        unsafe starts.withUnsafeMutableBufferPointer { starts in
          guard let from = source.baseAddress, let to = target.baseAddress,
            let starts = starts.baseAddress
          else { return }
          for _ in 0..<times { unsafe sakuin_sum_positions(from, 128, 320, to, starts) }
        }
      }
    }
  }

  /// Fetches the length code of each document `times` times.
  mutating func gatherBytes(times: Int) {
    unsafe withDocuments { documents, lengths, _, bytes, _ in
      for _ in 0..<times { unsafe sakuin_gather_bytes(lengths, documents, 128, bytes) }
    }
  }

  /// Fetches the weight of each document's length `times` times.
  mutating func gatherWeights(times: Int) {
    unsafe withDocuments { documents, lengths, weights, _, floats in
      for _ in 0..<times { unsafe sakuin_gather_weights(lengths, weights, documents, 128, floats) }
    }
  }

  private mutating func withPacked(
    _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt32>) -> Void
  ) {
    // Safe: both buffers have room for a block.
    unsafe packed.withUnsafeBufferPointer { source in
      unsafe integers.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        unsafe body(from, to)
      }
    }
  }

  private mutating func withDocuments(
    _ body: (
      UnsafePointer<UInt32>, UnsafePointer<UInt8>, UnsafePointer<Float>,
      UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Float>
    ) -> Void
  ) {
    // Safe: every document is below the number of lengths, and there are 256 weights.
    unsafe documents.withUnsafeBufferPointer { documents in
      unsafe lengths.withUnsafeBufferPointer { lengths in
        unsafe weights.withUnsafeBufferPointer { weights in
          unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            unsafe floats.withUnsafeMutableBufferPointer { floats in
              guard let documents = documents.baseAddress, let lengths = lengths.baseAddress,
                let weights = weights.baseAddress, let bytes = bytes.baseAddress,
                let floats = floats.baseAddress
              else { return }
              unsafe body(documents, lengths, weights, bytes, floats)
            }
          }
        }
      }
    }
  }
}
