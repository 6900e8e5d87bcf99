// SPDX-License-Identifier: Apache-2.0

// The one file of IndexFormat that hands memory to C: bounds are checked here, then the kernels of
// CKernels run unchecked. Every pointer to file bytes covers all that its kernel reads, and every
// pointer to results all that it writes.

internal import CKernels
internal import Storage

/// Kernels over blocks of up to 128 integers.
enum Kernels {
  /// Packs 128 integers of `width` bits in four lanes behind an array's end.
  static func pack(_ values: Span<UInt32>, width: Int, to output: inout [UInt8]) {
    precondition(width >= 0 && width <= 32, "a width is 0 to 32 bits")
    precondition(values.count == 128, "a full block has 128 integers")
    guard width > 0 else { return }
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: 16 * width))
    // Safe: 128 integers are read, and 16 * width bytes written behind `start`.
    unsafe values.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        unsafe sakuin_pack(from, UInt32(width), to + start)
      }
    }
  }

  /// Unpacks 128 integers of `width` bits from four lanes and adds `added` to each.
  ///
  /// - Throws: `StorageError.outOfBounds` when the bytes end early.
  static func unpack(
    _ bytes: MappedBytes, at offset: Int, width: Int, added: UInt32 = 0,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) {
    precondition(width >= 0 && width <= 32, "a width is 0 to 32 bits")
    // Safe: 16 * width bytes are there, and 128 integers are written.
    let packed = try unsafe bytes.pointer(at: offset, count: 16 * width)
    unsafe withTarget(&values) { target in
      unsafe sakuin_unpack(
        packed.assumingMemoryBound(to: UInt8.self), UInt32(width), added, target)
    }
    withExtendedLifetime(bytes) {}
  }

  /// Unpacks 128 gaps of `width` bits from four lanes into documents above `base`.
  ///
  /// - Throws: `StorageError.outOfBounds` when the bytes end early.
  static func unpackDocuments(
    _ bytes: MappedBytes, at offset: Int, width: Int, base: UInt32,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) {
    precondition(width >= 0 && width <= 32, "a width is 0 to 32 bits")
    // Safe: 16 * width bytes are there, and 128 integers are written.
    let packed = try unsafe bytes.pointer(at: offset, count: 16 * width)
    unsafe withTarget(&values) { target in
      unsafe sakuin_unpack_documents(
        packed.assumingMemoryBound(to: UInt8.self), UInt32(width), base, target)
    }
    withExtendedLifetime(bytes) {}
  }

  /// Unpacks up to 128 integers of `width` bits that follow each other and adds `added` to each.
  ///
  /// - Throws: `StorageError.outOfBounds` when the bytes end less than 8 bytes behind the integers.
  static func unpackShort(
    _ bytes: MappedBytes, at offset: Int, width: Int, count: Int, added: UInt32 = 0,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) {
    precondition(width >= 0 && width <= 32, "a width is 0 to 32 bits")
    precondition(count >= 0 && count <= 128, "a block has up to 128 integers")
    // Safe: each read of 8 bytes begins inside the integers; `count` integers are written.
    let packed = try unsafe bytes.pointer(at: offset, count: (count * width + 7) / 8 + 8)
    unsafe withTarget(&values) { target in
      unsafe sakuin_unpack_short(
        packed.assumingMemoryBound(to: UInt8.self), UInt32(width), UInt32(count), added, target)
    }
    withExtendedLifetime(bytes) {}
  }

  /// Adds the high bits of exceptions to integers of `width` bits; false when an exception names an
  /// integer beyond `count` or not behind that of the exception before.
  ///
  /// - Throws: `StorageError.outOfBounds` when the bytes end less than 8 bytes behind the exceptions.
  static func patch(
    _ bytes: MappedBytes, at offset: Int, exceptionCount: Int, highWidth: Int, width: Int,
    count: Int, values: inout InlineArray<128, UInt32>
  ) throws(StorageError) -> Bool {
    precondition(width >= 0 && highWidth > 0 && width + highWidth <= 32, "32 bits at most")
    precondition(count >= 0 && count <= 128, "a block has up to 128 integers")
    let byteCount = IntegerBlockFormat.exceptionByteCount(
      count: exceptionCount, highWidth: highWidth)
    // Safe: each read of 8 bytes begins inside the exceptions; the kernel writes below `count` only.
    let exceptions = try unsafe bytes.pointer(at: offset, count: byteCount + 8)
    let outside = unsafe withTarget(&values) { target in
      unsafe sakuin_patch(
        exceptions.assumingMemoryBound(to: UInt8.self), UInt32(exceptionCount), UInt32(highWidth),
        UInt32(width), UInt32(count), target)
    }
    withExtendedLifetime(bytes) {}
    return outside == 0
  }

  /// Adds to integers of `width` bits, or to their sums, the parts above that are coded in unary.
  ///
  /// - Returns: The bytes that the parts take, or nil when they do not end.
  /// - Throws: `StorageError.outOfBounds` when there are no bytes.
  static func addUnary(
    _ bytes: MappedBytes, at offset: Int, width: Int, count: Int, areSums: Bool,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) -> Int? {
    precondition(width >= 0 && width < 32, "unary parts stand above fewer than 32 bits")
    precondition(count >= 1 && count <= 128, "a block has 1 to 128 integers")
    let available = min(max(0, bytes.count - offset), Int(SAKUIN_UNARY_BYTES))
    // Safe: no more than `available` bytes are read, and `count` integers written at most.
    let unary = try unsafe bytes.pointer(at: offset, count: available)
    let byteCount = unsafe withTarget(&values) { target in
      let unary = unsafe unary.assumingMemoryBound(to: UInt8.self)
      return areSums
        ? unsafe sakuin_add_unary_sums(
          unary, UInt64(available), UInt32(width), UInt32(count), target)
        : unsafe sakuin_add_unary(unary, UInt64(available), UInt32(width), UInt32(count), target)
    }
    withExtendedLifetime(bytes) {}
    return byteCount < 0 ? nil : Int(byteCount)
  }

  /// Decodes up to 128 Rice codes of `width` from a bit on. The record's bits and this one count from
  /// the beginning of the bytes.
  ///
  /// - Returns: The bit behind them.
  /// - Throws: `StorageError.damaged` when the record ends before; `.outOfBounds` when the bytes end
  ///   less than 8 bytes behind the record.
  static func decodeRice(
    _ bytes: MappedBytes, _ record: Range<Int>, at bit: Int, width: Int, count: Int,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) -> Int {
    precondition(width >= 0 && width < 32, "a width is 0 to 31 bits")
    precondition(count >= 0 && count <= 128, "a block has up to 128 integers")
    precondition(record.lowerBound % 8 == 0 && bit >= record.lowerBound, "a bit of the record")
    // Safe: each read of 8 bytes begins inside the record; `count` integers are written at most.
    let start = try unsafe bytes.pointer(at: record.lowerBound / 8, count: record.count / 8 + 8)
    let end = unsafe withTarget(&values) { target in
      unsafe sakuin_decode_rice(
        start.assumingMemoryBound(to: UInt8.self), UInt64(record.count),
        UInt64(bit - record.lowerBound), UInt32(width), UInt32(count), target)
    }
    withExtendedLifetime(bytes) {}
    guard end >= 0 else {
      throw .damaged(structure: "Rice codes", offset: bit / 8, reason: "the record ends too early")
    }
    return record.lowerBound + Int(end)
  }

  /// Turns gaps into documents above `base`.
  static func sumDocuments(
    _ values: inout InlineArray<128, UInt32>, count: Int, base: UInt32
  ) {
    precondition(count >= 0 && count <= 128, "a block has up to 128 integers")
    // Safe: `count` integers are read and written.
    unsafe withTarget(&values) { target in
      unsafe sakuin_sum_documents(base, UInt32(count), target)
    }
  }

  /// True when integers ascend strictly from above `base`.
  static func ascends(
    _ values: inout InlineArray<128, UInt32>, count: Int, base: UInt32
  ) -> Bool {
    precondition(count >= 0 && count <= 128, "a block has up to 128 integers")
    // Safe: `count` integers are read.
    return unsafe withTarget(&values) { target in
      unsafe sakuin_ascends(target, UInt32(count), base)
    } == 1
  }

  /// Writes base + 1 + the index of each bit set in 64-bit words; false, and nothing written, when
  /// there are not exactly 128.
  ///
  /// - Throws: `StorageError.outOfBounds` when the bytes end early.
  static func expandBits(
    _ bytes: MappedBytes, at offset: Int, wordCount: Int, base: UInt32,
    to values: inout InlineArray<128, UInt32>
  ) throws(StorageError) -> Bool {
    // Safe: 8 * wordCount bytes are there, and 128 integers are written, as many as bits are set.
    let pointer = try unsafe bytes.pointer(at: offset, count: 8 * wordCount)
    let words = unsafe pointer.assumingMemoryBound(to: UInt8.self)
    defer { withExtendedLifetime(bytes) {} }
    guard unsafe sakuin_count_bits(words, UInt32(wordCount)) == 128 else { return false }
    unsafe withTarget(&values) { target in
      unsafe sakuin_expand_bits(words, UInt32(wordCount), base, target)
    }
    return true
  }

  /// Appends the first `count` integers of a block to an array.
  static func append(
    _ values: borrowing InlineArray<128, UInt32>, count: Int, to array: inout [UInt32]
  ) {
    precondition(count >= 0 && count <= 128, "a block has up to 128 integers")
    let span = values.span
    // Safe: the first `count` of 128 integers are read.
    unsafe span.withUnsafeBufferPointer { source in
      unsafe array.append(contentsOf: UnsafeBufferPointer(rebasing: source[..<count]))
    }
  }

  /// The sum of up to 128 integers.
  static func sum(_ values: Span<UInt32>) -> UInt64 {
    precondition(values.count <= 128, "a block has up to 128 integers")
    // Safe: as many integers are read as there are.
    return unsafe values.withUnsafeBufferPointer { source in
      guard let values = source.baseAddress else { return 0 }
      return unsafe sakuin_sum(values, UInt32(source.count))
    }
  }

  /// Turns position gaps into positions, afresh in each document, and finds where each starts.
  ///
  /// - Precondition: The frequencies, up to 128, add up to the number of positions.
  static func sumPositions(
    _ frequencies: Span<UInt32>, positions: inout [UInt32],
    starts: inout InlineArray<129, UInt32>
  ) {
    let count = frequencies.count
    let total = sum(frequencies)
    precondition(
      total == UInt64(positions.count) && total <= UInt64(UInt32.max),
      "as many positions as occurrences")
    var startSpan = starts.mutableSpan
    // Safe: `count` frequencies are read, their sum in positions and count + 1 starts written.
    unsafe frequencies.withUnsafeBufferPointer { source in
      unsafe positions.withUnsafeMutableBufferPointer { target in
        unsafe startSpan.withUnsafeMutableBufferPointer { starts in
          guard let starts = starts.baseAddress else { return }
          if let frequencies = source.baseAddress, let positions = target.baseAddress {
            unsafe sakuin_sum_positions(
              frequencies, UInt32(count), UInt32(total), positions, starts)
          } else {
            for index in 0...count { unsafe starts[index] = 0 }
          }
        }
      }
    }
  }

  /// result[i] = bytes[documents[i]]; false, and nothing written, when a document is too large.
  static func gatherBytes(
    _ bytes: MappedBytes, documents: Span<UInt32>, to result: inout InlineArray<128, UInt8>
  ) -> Bool {
    let count = documents.count
    precondition(count <= 128, "a block has up to 128 postings")
    guard count > 0 else { return true }
    guard let pointer = try? unsafe bytes.pointer(at: 0, count: bytes.count) else { return false }
    var target = result.mutableSpan
    // Safe: every index is below `bytes.count`; `count` bytes are written.
    let isInside = unsafe documents.withUnsafeBufferPointer { source in
      unsafe target.withUnsafeMutableBufferPointer { target in
        guard let documents = source.baseAddress, let target = target.baseAddress else {
          return false
        }
        guard
          unsafe sakuin_all_below(documents, UInt32(count), UInt32(clamping: bytes.count)) == 1
        else { return false }
        unsafe sakuin_gather_bytes(
          pointer.assumingMemoryBound(to: UInt8.self), documents, UInt32(count), target)
        return true
      }
    }
    withExtendedLifetime(bytes) {}
    return isInside
  }

  /// result[i] = table[bytes[documents[i]]]; false, and nothing written, when a document is too
  /// large.
  ///
  /// - Precondition: The table has 256 entries.
  static func gatherWeights(
    _ bytes: MappedBytes, table: [Float], documents: Span<UInt32>,
    to result: inout InlineArray<128, Float>
  ) -> Bool {
    let count = documents.count
    precondition(count <= 128, "a block has up to 128 postings")
    guard count > 0 else { return true }
    precondition(table.count == 256, "a table has an entry for every code")
    guard let pointer = try? unsafe bytes.pointer(at: 0, count: bytes.count) else { return false }
    var target = result.mutableSpan
    // Safe: every index is below `bytes.count`, every code below 256; `count` floats are written.
    let isInside = unsafe documents.withUnsafeBufferPointer { source in
      unsafe target.withUnsafeMutableBufferPointer { target in
        unsafe table.withUnsafeBufferPointer { table in
          guard let documents = source.baseAddress, let target = target.baseAddress,
            let table = table.baseAddress
          else { return false }
          guard
            unsafe sakuin_all_below(documents, UInt32(count), UInt32(clamping: bytes.count)) == 1
          else { return false }
          unsafe sakuin_gather_weights(
            pointer.assumingMemoryBound(to: UInt8.self), table, documents, UInt32(count), target)
          return true
        }
      }
    }
    withExtendedLifetime(bytes) {}
    return isInside
  }

  private static func withTarget<Result>(
    _ values: inout InlineArray<128, UInt32>,
    _ body: (UnsafeMutablePointer<UInt32>) -> Result
  ) -> Result {
    // Safe: an inline array is 128 contiguous integers; the pointer is used during the call.
    unsafe withUnsafeMutablePointer(to: &values) { pointer in
      unsafe pointer.withMemoryRebound(to: UInt32.self, capacity: 128) { unsafe body($0) }
    }
  }
}
