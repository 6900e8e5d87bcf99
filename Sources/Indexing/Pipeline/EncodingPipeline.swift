// SPDX-License-Identifier: Apache-2.0
import Dispatch
import IndexFormat

/// Encodes terms on several threads and gives them back in order.
///
/// With one thread, terms are encoded where they are asked for.
struct EncodingPipeline {
  private var merger: RunMerger
  private var encoder: TermEncoder
  private let threadCount: Int
  private let queue = DispatchQueue(label: "sakuin.encoding", attributes: .concurrent)
  private var jobs: [Job<EncodedTerms, IndexFormatError>] = []
  private var chunk = TermChunk()
  private var isAtEnd = false

  /// The bytes of postings that a thread takes at once.
  private static let chunkByteCount = 1 << 18

  /// Creates a pipeline of the terms of runs.
  init(_ merger: RunMerger, encoder: TermEncoder, threadCount: Int) {
    self.merger = merger
    self.encoder = encoder
    self.threadCount = max(1, threadCount)
  }

  /// The next terms; nil after the last.
  ///
  /// - Throws: `IndexFormatError`.
  mutating func next() throws(IndexFormatError) -> EncodedTerms? {
    guard threadCount > 1 else {
      guard try merger.fill(&chunk, byteCount: Self.chunkByteCount) else { return nil }
      return try chunk.encoded(by: &encoder)
    }
    while !isAtEnd, jobs.count < 2 * threadCount {
      var chunk = TermChunk()
      guard try merger.fill(&chunk, byteCount: Self.chunkByteCount) else {
        isAtEnd = true
        break
      }
      jobs.append(
        Job(on: queue) { [chunk, encoder] () throws(IndexFormatError) in
          var encoder = encoder
          return try chunk.encoded(by: &encoder)
        })
    }
    return jobs.isEmpty ? nil : try jobs.removeFirst().wait()
  }
}
