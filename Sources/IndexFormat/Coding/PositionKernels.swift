// SPDX-License-Identifier: Apache-2.0

// Hands memory to the kernels of CKernels/Positions.c, as Kernels.swift does to the others: bounds
// are checked here, then the kernels run. Those that read coded bytes check them themselves.

internal import CKernels
internal import Storage

/// The frequencies of one block of postings and where the positions of each document stand.
struct BlockPositions {
  private var state = sakuin_block_positions()

  /// Reads the frequencies of a block of 1 to 128 postings with frequencies.
  ///
  /// - Throws: `StorageError.outOfBounds`, or `.damaged`.
  mutating func load(
    _ bytes: MappedBytes, _ range: Range<Int>, count: Int
  ) throws(StorageError) {
    precondition(count >= 1 && count <= 128, "a block has 1 to 128 postings")
    // Safe: the range and 64 bytes behind it are there, and the kernel checks what it reads.
    let block = try unsafe bytes.pointer(at: range.lowerBound, count: range.count + 64)
    let isSound = unsafe withUnsafeMutablePointer(to: &state) { state in
      unsafe sakuin_load_frequencies(
        state, block.assumingMemoryBound(to: UInt8.self), range.count, UInt32(count))
    }
    withExtendedLifetime(bytes) {}
    guard isSound == 1 else {
      throw .damaged(structure: "postings", offset: range.lowerBound, reason: "no frequencies")
    }
  }

  /// Makes the block one of up to 128 documents whose positions are Rice codes, from a bit of their
  /// range on.
  ///
  /// - Precondition: Each frequency is 1 to 2³¹ − 1.
  /// - Throws: `StorageError.damaged`.
  mutating func loadShort(
    _ frequencies: inout InlineArray<128, UInt32>, count: Int, width: Int, bit: Int
  ) throws(StorageError) {
    precondition(count >= 1 && count <= 128, "a block has 1 to 128 postings")
    precondition(width >= 0 && width < 32 && bit >= 0, "a width is 0 to 31 bits")
    let span = frequencies.span
    // Safe: the state is written during the call, and `count` of 128 frequencies are read.
    let isSound = unsafe withUnsafeMutablePointer(to: &state) { state in
      unsafe span.withUnsafeBufferPointer { frequencies in
        guard let frequencies = frequencies.baseAddress else { return UInt32(0) }
        return unsafe sakuin_load_short(
          state, frequencies, UInt32(count), UInt32(width), UInt64(bit))
      }
    }
    guard isSound == 1 else {
      throw .damaged(structure: "postings", offset: 0, reason: "more positions than 32 bits count")
    }
  }

  /// Makes room for the positions of candidates that stand in this block.
  ///
  /// - Returns: The largest frequency of one of them, and the sum of their frequencies.
  /// - Throws: `StorageError.damaged`.
  private mutating func measure(
    _ candidates: DocumentCandidates, _ group: Range<Int>, places: [UInt32], _ range: Range<Int>
  ) throws(StorageError) -> (largest: Int, sum: Int) {
    precondition(places.count == 128 && candidates.indexes.count == 128)
    precondition(group.lowerBound >= 0 && group.upperBound <= candidates.count)
    var sum = 0
    // Safe: the group's indexes are below 128, and the kernel checks the places.
    let largest = unsafe candidates.indexes.withUnsafeBufferPointer { indexes in
      unsafe places.withUnsafeBufferPointer { places in
        unsafe withUnsafePointer(to: &state) { state in
          guard let indexes = indexes.baseAddress, let places = places.baseAddress else {
            return UInt32(0)
          }
          return unsafe sakuin_measure_positions(
            state, indexes + group.lowerBound, UInt32(group.count), places, &sum)
        }
      }
    }
    // Every run of 128 takes a byte or more, so the bytes bound what is allocated.
    guard largest > 0, sum / 128 <= range.count else {
      throw .damaged(
        structure: "positions", offset: range.lowerBound, reason: "documents without positions")
    }
    return (Int(largest), sum)
  }

  /// Finds the starts of a group of candidates that stand in this block.
  ///
  /// - Precondition: The places, by candidates' indexes, are those in the block loaded.
  /// - Throws: `StorageError.outOfBounds`, or `.damaged`.
  mutating func start(
    _ candidates: inout DocumentCandidates, _ group: Range<Int>, places: [UInt32], delta: UInt32,
    _ bytes: MappedBytes, _ range: Range<Int>
  ) throws(StorageError) {
    let (_, sum) = try measure(candidates, group, places: places, range)
    candidates.reserveStarts(sum)
    // Safe: the range and 64 bytes behind it are there and the kernel checks what it reads of them;
    // the starts have room for all positions of the group.
    let coded = try unsafe bytes.pointer(at: range.lowerBound, count: range.count + 64)
    let isSound = unsafe withUnsafeMutablePointer(to: &state) { state in
      unsafe places.withUnsafeBufferPointer { places in
        unsafe candidates.withKernelView { view in
          guard let places = places.baseAddress else { return UInt32(0) }
          return unsafe sakuin_start_documents(
            state, coded.assumingMemoryBound(to: UInt8.self), range.count, places, delta,
            UInt32(group.lowerBound), UInt32(group.upperBound), view)
        }
      }
    }
    withExtendedLifetime(bytes) {}
    guard isSound == 1 else { throw Self.damaged(range) }
  }

  /// Keeps those starts of a group of candidates that have a position here `delta` behind them.
  ///
  /// - Precondition: As `start`.
  /// - Throws: `StorageError.outOfBounds`, or `.damaged`.
  mutating func narrow(
    _ candidates: inout DocumentCandidates, _ group: Range<Int>, places: [UInt32], delta: UInt32,
    _ bytes: MappedBytes, _ range: Range<Int>, scratch: inout [UInt32]
  ) throws(StorageError) {
    let (largest, _) = try measure(candidates, group, places: places, range)
    if scratch.count < largest {
      scratch.append(contentsOf: repeatElement(0, count: 2 * largest - scratch.count))
    }
    // Safe: as in `start`; the scratch has room for the positions of one document, and starts are
    // only moved to where starts before them stood.
    let coded = try unsafe bytes.pointer(at: range.lowerBound, count: range.count + 64)
    let isSound = unsafe withUnsafeMutablePointer(to: &state) { state in
      unsafe places.withUnsafeBufferPointer { places in
        unsafe scratch.withUnsafeMutableBufferPointer { scratch in
          unsafe candidates.withKernelView { view in
            guard let places = places.baseAddress, let scratch = scratch.baseAddress else {
              return UInt32(0)
            }
            return unsafe sakuin_narrow_documents(
              state, coded.assumingMemoryBound(to: UInt8.self), range.count, places, delta,
              UInt32(group.lowerBound), UInt32(group.upperBound), scratch, view)
          }
        }
      }
    }
    withExtendedLifetime(bytes) {}
    guard isSound == 1 else { throw Self.damaged(range) }
  }

  private static func damaged(_ range: Range<Int>) -> StorageError {
    .damaged(structure: "positions", offset: range.lowerBound, reason: "no such run")
  }
}

extension DocumentCandidates {
  /// Calls a closure with the candidates as the kernels take them, and takes over their counts.
  fileprivate mutating func withKernelView(
    _ body: (UnsafeMutablePointer<sakuin_candidates>) -> UInt32
  ) -> UInt32 {
    precondition(documents.count == 128 && indexes.count == 128 && ends.count == 128)
    var (kept, end, read) = (UInt32(self.kept), UInt32(startsEnd), UInt32(startsRead))
    // Safe: the pointers are used during the call.
    let result = unsafe documents.withUnsafeMutableBufferPointer { documents in
      unsafe indexes.withUnsafeMutableBufferPointer { indexes in
        unsafe ends.withUnsafeMutableBufferPointer { ends in
          unsafe starts.withUnsafeMutableBufferPointer { starts in
            var view = unsafe sakuin_candidates(
              documents: documents.baseAddress, indexes: indexes.baseAddress,
              starts: starts.baseAddress, ends: ends.baseAddress, kept: kept, end: end, read: read)
            let result = unsafe body(&view)
            (kept, end, read) = unsafe (view.kept, view.end, view.read)
            return result
          }
        }
      }
    }
    (self.kept, startsEnd, startsRead) = (Int(kept), Int(end), Int(read))
    return result
  }
}

/// Kernels over candidate documents.
enum PositionKernels {
  /// Makes the first documents of a block candidates; indexes and places become 0, 1, 2 and on.
  ///
  /// - Precondition: The arrays have 128 elements.
  static func take(
    _ documents: inout InlineArray<128, UInt32>, count: Int, _ candidates: inout [UInt32],
    _ indexes: inout [UInt32], _ places: inout [UInt32]
  ) {
    precondition(candidates.count == 128 && indexes.count == 128 && places.count == 128)
    precondition(count >= 0 && count <= 128, "a block has up to 128 postings")
    // Safe: all have 128 elements, of which the kernel reads and writes no more.
    unsafe candidates.withUnsafeMutableBufferPointer { candidates in
      unsafe indexes.withUnsafeMutableBufferPointer { indexes in
        unsafe places.withUnsafeMutableBufferPointer { places in
          unsafe withUnsafeMutablePointer(to: &documents) { pointer in
            unsafe pointer.withMemoryRebound(to: UInt32.self, capacity: 128) { documents in
              guard let candidates = candidates.baseAddress, let indexes = indexes.baseAddress,
                let places = places.baseAddress
              else { return }
              unsafe sakuin_take_documents(documents, UInt32(count), candidates, indexes, places)
            }
          }
        }
      }
    }
  }

  /// Keeps the candidates in a range that are among 128 ascending documents, moves them and their
  /// indexes to `kept` and on, and notes each one's place among the documents by its index.
  ///
  /// - Precondition: The arrays have 128 elements, and every index is below 128.
  /// - Returns: The end of the candidates kept.
  static func keep(
    _ candidates: inout [UInt32], _ indexes: inout [UInt32], _ range: Range<Int>, kept: Int,
    among documents: inout InlineArray<128, UInt32>, places: inout [UInt32]
  ) -> Int {
    precondition(candidates.count == 128 && indexes.count == 128 && places.count == 128)
    precondition(range.lowerBound >= kept && range.upperBound <= 128 && kept >= 0)
    // Safe: all indexes are below 128, and `kept` never passes the candidate that is read.
    return unsafe candidates.withUnsafeMutableBufferPointer { candidates in
      unsafe indexes.withUnsafeMutableBufferPointer { indexes in
        unsafe places.withUnsafeMutableBufferPointer { places in
          unsafe withUnsafeMutablePointer(to: &documents) { pointer in
            unsafe pointer.withMemoryRebound(to: UInt32.self, capacity: 128) { documents in
              guard let candidates = candidates.baseAddress, let indexes = indexes.baseAddress,
                let places = places.baseAddress
              else { return kept }
              return Int(
                unsafe sakuin_keep_candidates(
                  candidates, indexes, UInt32(range.lowerBound), UInt32(range.upperBound),
                  UInt32(kept), documents, places))
            }
          }
        }
      }
    }
  }
}
