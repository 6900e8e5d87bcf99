// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import IndexFormat
internal import Synchronization

/// Retrieval of one query on several threads: segments, and parts of the documents of a segment, which
/// share what a document must reach. The result is that of one thread.
struct ParallelRetrieval {
  private let shape: ConjunctiveShape
  private let binding: PlanBinding
  private let isCounting: Bool

  /// Creates a retrieval of a plan with clauses.
  init(shape: ConjunctiveShape, binding: PlanBinding, isCounting: Bool) {
    self.shape = shape
    self.binding = binding
    self.isCounting = isCounting
  }

  /// What one thread has found.
  private typealias Found = Result<(best: [ScoredDocument], count: Int), IndexFormatError>

  /// The best documents of all segments, best first, and the number of all matches where they are
  /// counted.
  ///
  /// - Throws: `IndexFormatError`, that of the first part that has one.
  func best(
    _ limit: Int, threadCount: Int
  ) throws(IndexFormatError) -> (best: [ScoredDocument], count: Int) {
    var work: [(segment: Int, part: Int, partCount: Int)] = []
    for number in binding.segments.indices {
      let isDivisible = SegmentRetrieval(
        shape: shape, binding: binding, number: number, isCounting: isCounting
      ).isDivisible
      let partCount =
        isDivisible ? max(1, threadCount / binding.segments.count) : 1
      for part in 0..<partCount { work.append((number, part, partCount)) }
    }
    let shared = SharedThreshold()
    let results = Mutex<[Found?]>([Found?](repeating: nil, count: work.count))
    let items = work
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
      let item = items[index]
      var retrieval = SegmentRetrieval(
        shape: shape, binding: binding, number: item.segment, isCounting: isCounting)
      let found: Found
      do throws(IndexFormatError) {
        let best = try retrieval.best(
          limit, floor: nil, shared: shared, part: item.part, of: item.partCount)
        found = .success((best, retrieval.count))
      } catch {
        found = .failure(error)
      }
      results.withLock { $0[index] = found }
    }
    var best: [ScoredDocument] = []
    var count = 0
    for found in results.withLock({ $0 }) {
      guard let found else { continue }
      let (mine, matches) = try found.get()
      best += mine
      count += matches
    }
    best.sort { $0.ranksBefore($1) }
    return (Array(best.prefix(limit)), count)
  }
}

/// A score that enough documents have reached, as several threads find it out.
final class SharedThreshold: Sendable {
  // The bits of a score that is 0 or more sort as it does.
  private let bits = Atomic<UInt32>(0)

  /// The greatest score that is known to be reached by as many documents as are wanted.
  var value: Float { Float(bitPattern: bits.load(ordering: .relaxed)) }

  /// Takes note of a score that as many documents as are wanted reach.
  func raise(to score: Float) {
    guard score > 0 else { return }
    bits.max(score.bitPattern, ordering: .relaxed)
  }
}
