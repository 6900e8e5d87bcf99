// SPDX-License-Identifier: Apache-2.0

// Hands file bytes and arrays to the kernels of Blocks.c. Bounds are checked here or, where the bytes
// decide them, in the kernels, which are told how many bytes there are.

internal import CKernels
internal import Storage

/// Kernels over whole integer blocks and over tables of impacts.
enum BlockKernels {
  /// Decodes up to 128 documents above `base`; see `IntegerBlockDecoder.decodeDocuments`.
  ///
  /// - Returns: the bytes read, or nil when they are damaged; then the array's content means nothing.
  static func decodeDocuments(
    _ bytes: MappedBytes, at offset: Int, count: Int, base: UInt32, to values: inout [UInt32]
  ) -> Int? {
    precondition(count >= 1 && count <= 128 && values.count >= 128, "room for a block")
    guard let available = available(bytes, offset) else { return nil }
    guard let source = try? unsafe bytes.pointer(at: offset, count: available) else { return nil }
    // Safe: the kernel reads at most `available` bytes and writes at most 128 integers.
    let length = unsafe values.withUnsafeMutableBufferPointer { target -> Int64 in
      guard let target = target.baseAddress else { return -1 }
      return unsafe sakuin_decode_documents(
        source.assumingMemoryBound(to: UInt8.self), UInt64(available), UInt32(count), base, target)
    }
    withExtendedLifetime(bytes) {}
    return length < 0 ? nil : Int(length)
  }

  /// Decodes up to 128 integers and adds `added` to each; see `IntegerBlockDecoder.decode`.
  ///
  /// - Returns: the bytes read, or nil when they are damaged; then the array's content means nothing.
  static func decodeIntegers(
    _ bytes: MappedBytes, at offset: Int, count: Int, added: UInt32, to values: inout [UInt32]
  ) -> Int? {
    precondition(count >= 1 && count <= 128 && values.count >= 128, "room for a block")
    guard let available = available(bytes, offset) else { return nil }
    guard let source = try? unsafe bytes.pointer(at: offset, count: available) else { return nil }
    // Safe: the kernel reads at most `available` bytes and writes at most 128 integers.
    let length = unsafe values.withUnsafeMutableBufferPointer { target -> Int64 in
      guard let target = target.baseAddress else { return -1 }
      return unsafe sakuin_decode_integers(
        source.assumingMemoryBound(to: UInt8.self), UInt64(available), UInt32(count), added, target)
    }
    withExtendedLifetime(bytes) {}
    return length < 0 ? nil : Int(length)
  }

  private static func available(_ bytes: MappedBytes, _ offset: Int) -> Int? {
    offset >= 0 && offset < bytes.count ? bytes.count - offset : nil
  }

  /// Sets the bits of a block's documents when the block is coded as a bitset; false otherwise.
  ///
  /// - Precondition: The words reach to `last`, which is above `base`.
  static func insertBitset(
    _ bytes: MappedBytes, at offset: Int, base: UInt32, last: UInt32, into words: inout [UInt64]
  ) -> Bool {
    precondition(Int(last) < 64 * words.count && (base == .max || base < last), "room for the set")
    guard let available = available(bytes, offset) else { return false }
    guard let source = try? unsafe bytes.pointer(at: offset, count: available) else { return false }
    // Safe: the kernel reads at most `available` bytes and sets no bit behind `last`.
    let isDone = unsafe words.withUnsafeMutableBufferPointer { target -> UInt32 in
      guard let target = target.baseAddress else { return 0 }
      return unsafe sakuin_insert_bitset(
        source.assumingMemoryBound(to: UInt8.self), UInt64(available), base, last, target)
    }
    withExtendedLifetime(bytes) {}
    return isDone == 1
  }

  /// Sets the bits of documents.
  ///
  /// - Precondition: The words reach to the greatest.
  static func insert(_ documents: [UInt32], count: Int, into words: inout [UInt64]) {
    precondition(count >= 0 && count <= documents.count, "so many documents")
    guard count > 0 else { return }
    let room = UInt32(clamping: 64 * words.count)
    // Safe: `count` documents are read; none of them lies behind the words, as the greatest does not.
    unsafe documents.withUnsafeBufferPointer { source in
      unsafe words.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        precondition(
          unsafe sakuin_all_below(source, UInt32(count), room) == 1, "room for the set")
        unsafe sakuin_insert_documents(source, UInt32(count), target)
      }
    }
  }

  /// The greatest `(weight · frequency) · table[length code]` of the impacts of each of some blocks.
  ///
  /// - Throws: `StorageError.outOfBounds` when the bytes end early.
  static func boundImpacts(
    _ bytes: MappedBytes, at offset: Int, count: Int, table: [Float], weight: Float,
    to bounds: inout [Float], from start: Int
  ) throws(StorageError) {
    precondition(table.count == 256, "a table has an entry for every code")
    precondition(count >= 0 && start >= 0 && count <= bounds.count - start, "room for the bounds")
    let impacts = try unsafe bytes.pointer(at: offset, count: 8 * count)
    // Safe: eight bytes and a bound for each block; every code has its entry.
    unsafe table.withUnsafeBufferPointer { table in
      unsafe bounds.withUnsafeMutableBufferPointer { target in
        guard let table = table.baseAddress, let target = target.baseAddress else { return }
        unsafe sakuin_bound_impacts(
          impacts.assumingMemoryBound(to: UInt8.self), UInt32(count), table, weight, target + start)
      }
    }
    withExtendedLifetime(bytes) {}
  }

  /// result[i] = the greatest bound of the blocks that may hold documents from starts[i] to before
  /// starts[i + 1], 0 where there is none.
  ///
  /// - Precondition: `starts` has an entry more than there are ranges.
  /// - Throws: `StorageError.outOfBounds` when the bytes end early.
  static func boundRanges(
    _ bytes: MappedBytes, lastsAt offset: Int, bounds: [Float], starts: [UInt32],
    to result: inout [Float]
  ) throws(StorageError) {
    let count = bounds.count
    let rangeCount = starts.count - 1
    precondition(rangeCount >= 0 && result.count >= rangeCount, "room for the result")
    let lasts = try unsafe bytes.pointer(at: offset, count: 4 * count)
    // Safe: a last document and a bound for each block, one number written for each range.
    unsafe bounds.withUnsafeBufferPointer { bounds in
      unsafe starts.withUnsafeBufferPointer { starts in
        unsafe result.withUnsafeMutableBufferPointer { target in
          guard let bounds = bounds.baseAddress, let starts = starts.baseAddress,
            let target = target.baseAddress
          else { return }
          unsafe sakuin_bound_ranges(
            lasts.assumingMemoryBound(to: UInt8.self), bounds, UInt32(count), starts,
            UInt32(rangeCount), target)
        }
      }
    }
    withExtendedLifetime(bytes) {}
  }

  /// result[i] = table[bytes[documents[i]]]; false, and nothing written, when a document is too
  /// large.
  static func gatherWeights(
    _ bytes: MappedBytes, table: [Float], documents: [UInt32], count: Int, to result: inout [Float]
  ) -> Bool {
    precondition(table.count == 256, "a table has an entry for every code")
    precondition(count >= 0 && count <= documents.count && count <= result.count, "so many")
    guard let pointer = try? unsafe bytes.pointer(at: 0, count: bytes.count) else { return false }
    // Safe: every index is below `bytes.count`, every code below 256; `count` floats are written.
    let isInside = unsafe documents.withUnsafeBufferPointer { source in
      unsafe result.withUnsafeMutableBufferPointer { target in
        unsafe table.withUnsafeBufferPointer { table in
          guard let documents = source.baseAddress, let target = target.baseAddress,
            let table = table.baseAddress
          else { return count == 0 }
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
}
