// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// Pairs of common terms against the positions of these terms, and thresholds against postings.
extension IndexChecker {
  /// Counts the pairs of every field anew and compares them with those recorded.
  static func checkPairs(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    for field in segment.schema.fields.indices where !findings.isFull {
      do throws(IndexFormatError) {
        try checkPairs(ofField: field, segment, &findings)
      } catch { findings.add(error) }
    }
  }

  private static func checkPairs(
    ofField field: Int, _ segment: SegmentReader, _ findings: inout FindingCollector
  ) throws(IndexFormatError) {
    let terms = segment.dictionary.section
    guard let section = try segment.file.section(.commonTerms, field: field),
      let stated = segment.commonTerms(ofField: field)
    else {
      var pairs = segment.terms(prefix: [UInt8(field), PairTerm.kind])
      if let (key, _) = try pairs.next() {
        findings.add(terms, at: 0, "pair \(key) of a field without common terms")
      }
      return
    }
    var keys: [TermKey] = []
    var joins: [PositionJoin] = []
    var words = segment.terms(prefix: [UInt8(field), PairTerm.wordKind])
    while let (key, entry) = try words.next(), joins.count <= Commonness.largestTermLimit {
      guard stated.isCommon(Int(entry.documentFrequency)) else { continue }
      keys.append(key)
      joins.append(PositionJoin(try segment.postings(entry)))
    }
    guard joins.count <= Commonness.largestTermLimit, joins.count == Int(stated.termCount) else {
      findings.add(section, at: 4, "\(joins.count) or more common terms of \(stated.termCount)")
      return
    }
    var counted = try counted(&joins)
    var numbers: [[UInt8]: Int] = [:]
    for (number, key) in keys.enumerated() { numbers[Array(key.text)] = number }
    var pairs = segment.terms(prefix: [UInt8(field), PairTerm.kind])
    var count = 0
    while let (key, entry) = try pairs.next(), !findings.isFull {
      count += 1
      guard let (first, second) = PairTerm.texts(of: key), let a = numbers[Array(first)],
        let b = numbers[Array(second)], stated.recordsPair(joins[a].frequency, joins[b].frequency)
      else {
        findings.add(terms, at: 0, "pair \(key) of terms that are not common enough")
        continue
      }
      let pair = a * joins.count + b
      findings.expect(
        try PostingsFingerprint(segment.postings(entry)) == counted[pair], terms, at: 0,
        "the postings of pair \(key) differ from the positions of its terms")
      counted[pair] = PostingsFingerprint()
    }
    findings.expect(
      count == Int(stated.pairCount), section, at: 8, "\(count) pairs of \(stated.pairCount)")
    for (pair, rest) in counted.enumerated() where rest.documentFrequency > 0 {
      let (a, b) = pair.quotientAndRemainder(dividingBy: joins.count)
      guard stated.recordsPair(joins[a].frequency, joins[b].frequency) else { continue }
      findings.add(
        terms, at: 0, "the pair of \(keys[a]) and \(keys[b]) occurs, but is not recorded")
    }
  }

  /// The pairs of terms as their positions tell, by first term · term count + second.
  private static func counted(
    _ joins: inout [PositionJoin]
  ) throws(IndexFormatError) -> [PostingsFingerprint] {
    var result = [PostingsFingerprint](
      repeating: PostingsFingerprint(), count: joins.count * joins.count)
    var counter = PairCounter(termCount: joins.count)
    for term in joins.indices { try joins[term].advance() }
    while let document = joins.lazy.map(\.document).min(), document < .max {
      for term in joins.indices where joins[term].document == document {
        counter.append(joins[term].positions, ofTerm: term)
        try joins[term].advance()
      }
      counter.count()
      for pair in counter.pairs {
        result[pair].add(document: document, frequency: counter.counts[pair])
      }
      counter.removeAll()
    }
    return result
  }

  /// Checks that so many postings reach each threshold, and that none is missing. `reached` says how
  /// many postings of the term reach each of the three.
  static func check(
    _ thresholds: ImpactThresholds, of key: TermKey, reached: [Int], documentFrequency: Int,
    _ section: SectionView, at offset: Int, _ findings: inout FindingCollector
  ) {
    findings.expect(
      thresholds.packed >> 48 == 0, section, at: offset, "term \(key): zeros behind thresholds")
    for (place, count) in ImpactThresholds.counts.enumerated() {
      let isRight =
        thresholds[place] == nil
        ? documentFrequency < count
          && UInt16(truncatingIfNeeded: thresholds.packed >> UInt64(16 * place)) == 0
        : reached[place] >= count
      findings.expect(
        isRight, section, at: offset,
        "term \(key): \(reached[place]) postings reach the threshold of \(count)")
    }
  }
}

/// Reads a term's documents and positions, first to last.
private struct PositionJoin {
  private let reader: PostingsReader
  private var block = PostingsBlock()
  private var blockPositions = PositionsBlock()
  private var next = 0
  private var index = 0
  /// The document at the place; `DocumentID.max` behind the last.
  private(set) var document: DocumentID = 0
  /// The positions in the document, each once.
  private(set) var positions: [UInt32] = []

  init(_ reader: PostingsReader) { self.reader = reader }

  /// The documents that have the term.
  var frequency: Int { reader.documentFrequency }

  mutating func advance() throws(IndexFormatError) {
    index += 1
    if index >= block.count {
      guard next < reader.blockCount else {
        document = .max
        return
      }
      try reader.decode(block: next, into: &block)
      try reader.decodePositions(block: next, of: block, into: &blockPositions)
      next += 1
      index = 0
    }
    document = block.documents[index]
    positions.removeAll(keepingCapacity: true)
    for position in blockPositions.positions[blockPositions.range(of: index)]
    where positions.last != position { positions.append(position) }
  }
}
