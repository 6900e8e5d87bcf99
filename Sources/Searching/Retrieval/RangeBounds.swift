// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A segment's documents in ranges, with what each group can add to a score in each of them.
struct RangeBounds {
  /// Where the ranges begin, ascending; at last the number of documents.
  let starts: [DocumentID]
  /// For each range a bit for each clause that has a group there.
  private(set) var clauses: [UInt64]
  /// For each range what all groups together can add.
  private(set) var totals: [Double]
  /// For each range whether it has been searched.
  var isDone: [Bool]
  /// Group by group the bounds of its scores, by range.
  private var bounds: [Float] = []
  /// Variant by variant what it adds to its group's sum, by range, of those that are kept.
  private var variantBounds: [Float] = []
  // What one list adds to the sum of the group, or of its fallbacks, by range.
  private var summands: [Float]
  private var sums: [Float]
  // The sums without the fallbacks, which are not added to them.
  private var ownSums: [Float]
  private var hasFallbacks = false

  /// The number of ranges.
  var count: Int { starts.count - 1 }

  /// Cuts a segment into ranges: of a window's width, or wider where lists have few blocks.
  ///
  /// - Parameters:
  ///   - documentCount: the segment's documents; at least 1.
  ///   - blockCount: the most blocks of a list that leads to candidates.
  init(documentCount: Int, blockCount: Int) {
    var width = 4096
    while (documentCount + width - 1) / width > max(1, 2 * blockCount) { width *= 2 }
    var starts = stride(from: 0, to: documentCount, by: width).map { DocumentID($0) }
    let count = starts.count
    starts.append(DocumentID(documentCount))
    self.starts = starts
    clauses = [UInt64](repeating: 0, count: count)
    totals = [Double](repeating: 0, count: count)
    isDone = [Bool](repeating: false, count: count)
    summands = [Float](repeating: 0, count: count)
    sums = summands
    ownSums = summands
  }

  /// Starts the next group.
  mutating func beginGroup() {
    for range in sums.indices { sums[range] = 0 }
    hasFallbacks = false
  }

  /// Goes on with the fallbacks of the group, of which the greatest counts.
  mutating func beginFallbacks() {
    swap(&sums, &ownSums)
    for range in sums.indices { sums[range] = 0 }
    hasFallbacks = true
  }

  /// Adds a list of the group.
  ///
  /// - Parameters:
  ///   - list: the list.
  ///   - scale: how its occurrences count.
  ///   - isKept: whether `bound(ofVariant:in:)` is asked for it.
  mutating func add(_ list: PostingList, scale: VariantScale, isKept: Bool = false) {
    list.bound(ranges: starts, scale: scale, into: &summands)
    addSummands(isKept)
  }

  /// Adds a sequence of the group.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  mutating func add(
    _ sequence: SoughtSequence, scale: VariantScale
  ) throws(IndexFormatError) {
    try sequence.bound(ranges: starts, scale: scale, into: &summands)
    addSummands(false)
  }

  private mutating func addSummands(_ isKept: Bool) {
    if isKept { variantBounds.append(contentsOf: summands) }
    if hasFallbacks {
      for range in sums.indices { sums[range] = max(sums[range], summands[range]) }
    } else {
      for range in sums.indices { sums[range] += summands[range] }
    }
  }

  /// Ends the group.
  ///
  /// - Parameters:
  ///   - weight: boost times idf of the group.
  ///   - mask: a bit for each clause the group satisfies.
  mutating func endGroup(weight: Float, clauses mask: UInt64) {
    if hasFallbacks {
      for range in sums.indices { sums[range] = max(sums[range], ownSums[range]) }
    }
    for range in sums.indices where sums[range] > 0 { clauses[range] |= mask }
    ScoreKernels.saturate(&sums, weight: weight)
    for range in sums.indices { totals[range] += Double(sums[range]) }
    bounds.append(contentsOf: sums)
  }

  /// The bound of a group in some neighbouring ranges.
  func bound(ofGroup group: Int, in ranges: Range<Int>) -> Float {
    greatest(of: bounds, group, in: ranges)
  }

  /// The bound of what a variant adds to its group's sum in some neighbouring ranges, by its number among
  /// those that are kept.
  func bound(ofVariant variant: Int, in ranges: Range<Int>) -> Float {
    greatest(of: variantBounds, variant, in: ranges)
  }

  private func greatest(of bounds: [Float], _ number: Int, in ranges: Range<Int>) -> Float {
    var greatest: Float = 0
    for range in ranges { greatest = max(greatest, bounds[number * count + range]) }
    return greatest
  }

  /// Leaves the ranges of one of `partCount` parts to be searched.
  mutating func keep(_ part: Int, of partCount: Int) {
    let kept = count * part / partCount..<count * (part + 1) / partCount
    for range in isDone.indices where !kept.contains(range) { isDone[range] = true }
  }

  /// Whether a range has not been searched and may hold documents that are among the best.
  func isOpen(
    _ range: Int, clauses required: UInt64, _ hits: borrowing TopDocuments
  ) -> Bool {
    !isDone[range] && clauses[range] == required && totals[range] > hits.least(from: starts[range])
  }

  /// The range with the greatest total that has not been searched and has groups of all clauses.
  func best(clauses required: UInt64) -> Int? {
    var best: Int?
    for range in totals.indices where !isDone[range] && clauses[range] == required {
      if best.map({ totals[range] > totals[$0] }) ?? true { best = range }
    }
    return best
  }
}
