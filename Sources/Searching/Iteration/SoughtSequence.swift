// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat
internal import Synchronization

/// The documents of a sequence in one segment, looked for where they are needed: among candidates
/// (`SequenceLookUp`), or all of them, which are then kept.
///
/// What it adds to a score is bounded by the lists of its terms, which have the same lengths and in no
/// document fewer occurrences.
final class SoughtSequence: Sendable {
  /// How the sequence is looked for.
  enum Pattern: Sendable {
    /// Single terms at fixed distances.
    case exact(ExactSequence)
    /// Slots with alternatives, or displaced ones.
    case slots(SlotSequence)
  }

  /// How the sequence is looked for.
  let pattern: Pattern
  /// Lists of which a document must be in one of each, and how often the sequence stands there is at
  /// most the sum of the occurrences; rarest first.
  private let bounding: [[PostingsReader]]
  private let findAll: @Sendable () throws(IndexFormatError) -> PostingList?
  private let all = Mutex<Result<PostingList?, IndexFormatError>?>(nil)

  /// Takes a sequence, and what finds all its documents.
  init(
    _ pattern: Pattern, findAll: @escaping @Sendable () throws(IndexFormatError) -> PostingList?
  ) {
    self.pattern = pattern
    self.findAll = findAll
    let readers: [[PostingsReader]] =
      switch pattern {
      case .exact(let sequence): sequence.filters.map { [sequence.lists[$0]] }
      case .slots(let sequence):
        // Displaced slots may stand once for several positions of the first.
        sequence.matcher.slop == 0
          ? sequence.slots.map(\.alternatives) : [sequence.slots[0].alternatives]
      }
    bounding = readers.sorted { Self.postingCount($0) < Self.postingCount($1) }
  }

  private static func postingCount(_ lists: [PostingsReader]) -> Int {
    lists.reduce(0) { $0 + $1.documentFrequency }
  }

  /// About how many postings must be read to find all documents; at least the number of these.
  var cost: Int { bounding.first.map(Self.postingCount) ?? 0 }

  /// All documents if they have been found, and there are any.
  var known: PostingList? {
    all.withLock { found in
      guard case .success(let list)? = found else { return nil }
      return list
    }
  }

  /// All documents, found once; nil for none.
  ///
  /// - Throws: `IndexFormatError`.
  func list() throws(IndexFormatError) -> PostingList? {
    let result = all.withLock { known in
      if let known { return known }
      let found: Result<PostingList?, IndexFormatError>
      do throws(IndexFormatError) {
        found = .success(try findAll())
      } catch {
        found = .failure(error)
      }
      known = found
      return found
    }
    return try result.get()
  }

  /// Bounds `(weight · frequency) · norm` in ranges of documents; 0 where there is nothing.
  ///
  /// - Parameters:
  ///   - starts: where the ranges begin, ascending, and at last where the last one ends.
  ///   - scale: how occurrences count.
  ///   - bounds: an entry for each range.
  /// - Throws: `IndexFormatError.damaged`.
  func bound(
    ranges starts: [DocumentID], scale: VariantScale, into bounds: inout [Float]
  ) throws(IndexFormatError) {
    var list = [Float](repeating: 0, count: bounds.count)
    var sum = list
    for (place, alternatives) in bounding.enumerated() {
      for range in sum.indices { sum[range] = 0 }
      for alternative in alternatives {
        PostingList.stored(try PostingBlocks(alternative))
          .bound(ranges: starts, scale: scale, into: &list)
        for range in sum.indices { sum[range] += list[range] }
      }
      if alternatives.count > 1 {
        // The product of a sum can be more than the sum of products, by what is lost in rounding.
        let margin = 1 + Float(alternatives.count) * 0x1p-22
        for range in sum.indices { sum[range] *= margin }
      }
      for range in bounds.indices {
        bounds[range] = place == 0 ? sum[range] : min(bounds[range], sum[range])
      }
    }
  }
}

/// Looks for a sequence among candidates.
struct SequenceLookUp {
  /// How its occurrences count.
  let scale: VariantScale
  private let sequence: SoughtSequence
  /// About how many postings have been read; those of the rarest term count.
  private(set) var spent = 0
  // One of them, from the first look-up on.
  private var exact: ExactSequenceReader?
  private var slots: SlotSequenceReader?

  /// Creates look-ups of a sequence.
  init(_ sequence: SoughtSequence, scale: VariantScale) {
    self.scale = scale
    self.sequence = sequence
  }

  private mutating func open() {
    guard exact == nil, slots == nil else { return }
    switch sequence.pattern {
    case .exact(let sequence): exact = ExactSequenceReader(sequence)
    case .slots(let sequence): slots = SlotSequenceReader(sequence)
    }
  }

  /// Adds the summands of the candidates that have the sequence to their sums, or keeps the greatest.
  ///
  /// - Throws: `IndexFormatError`.
  mutating func addSummands(
    to candidates: inout Candidates, clauses mask: UInt64, takesGreatest: Bool = false
  ) throws(IndexFormatError) {
    open()
    spent += candidates.count
    var from = 0
    while from < candidates.count {
      let to = min(from + PostingsBlock.capacity, candidates.count)
      try exact?.find(among: candidates, from: from, to: to)
      try slots?.find(among: candidates, from: from, to: to)
      if let found = exact?.found {
        for place in 0..<found.count {
          candidates.addSummand(
            from + found.index(of: place), UInt32(clamping: found.startCount(of: place)), scale,
            clauses: mask, takesGreatest: takesGreatest)
        }
      }
      for (index, frequency) in slots?.found ?? [] {
        candidates.addSummand(
          from + index, frequency, scale, clauses: mask, takesGreatest: takesGreatest)
      }
      from = to
    }
  }
}
