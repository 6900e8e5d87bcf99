// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat
internal import TextAnalysis

/// What of a plan can be pointed out in a text: the terms and sequences of the groups that make or
/// score a hit, by field.
struct HighlightQuery: Sendable {
  /// A term without its field.
  private struct Term: Hashable {
    var kind: UInt8
    var text: [UInt8]
  }

  /// The group that something belongs to.
  private struct Place: Hashable {
    var group: Int
    /// Whether it counts only where nothing else of the group stands.
    var isFallback: Bool
  }

  /// What is looked for in one field.
  private struct FieldTerms {
    var groups: [Term: [Place]] = [:]
    var sequences: [(query: SequenceQuery, place: Place)] = []
    /// Every term of a sequence.
    var sequenceTerms: Set<Term> = []
  }

  private var fields: [Int: FieldTerms] = [:]
  /// The groups that can make a hit, as opposed to those that only add score.
  let matchingGroups: Set<Int>

  /// Collects the terms of a plan.
  init(_ plan: QueryPlan) {
    matchingGroups = Set(Self.groups(of: plan.matching).filter { plan.groups[$0].scores })
    let shown = matchingGroups.union(plan.optional).filter { plan.groups[$0].isHighlighted }
    for group in shown.sorted() {
      for variant in plan.groups[group].variants {
        let place = Place(group: group, isFallback: variant.isFallback)
        switch variant.source {
        case .term(let key): add(key, place)
        case .union(let keys):
          for key in keys { add(key, place) }
        case .sequence(let query):
          fields[query.field, default: FieldTerms()].sequences.append((query, place))
          for key in query.slots.flatMap(\.alternatives) {
            fields[query.field, default: FieldTerms()].sequenceTerms.insert(
              Term(kind: key.kind, text: Array(key.text)))
          }
        }
      }
    }
  }

  private static func groups(of node: MatchNode) -> [Int] {
    switch node {
    case .group(let group): [group]
    case .all(let parts), .any(let parts): parts.flatMap { groups(of: $0) }
    case .excluding(let wanted, _): groups(of: wanted)
    case .everything, .nothing, .filter: []
    }
  }

  private mutating func add(_ key: TermKey, _ place: Place) {
    let term = Term(kind: key.kind, text: Array(key.text))
    let known = fields[Int(key.field)]?.groups[term] ?? []
    guard !known.contains(place) else { return }
    fields[Int(key.field), default: FieldTerms()].groups[term] = known + [place]
  }

  /// Whether anything is looked for in a field.
  func concerns(field: Int) -> Bool { fields[field] != nil }

  /// What the query finds in a text, in the order of the text.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - analyzed: its terms.
  ///   - field: the field number.
  /// - Returns: the places of each group; they may overlap.
  func highlights(in text: String, _ analyzed: AnalyzedText, field: Int) -> [Highlight] {
    guard let wanted = fields[field] else { return [] }
    var highlights: Set<Highlight> = []
    var fallbacks: Set<Highlight> = []
    func insert(_ range: Range<Int>, _ place: Place) {
      let highlight = Highlight(range: range, group: place.group)
      if place.isFallback { fallbacks.insert(highlight) } else { highlights.insert(highlight) }
    }
    var places: [Term: [AnalyzedTerm]] = [:]
    for term in analyzed.terms {
      let key = Term(kind: term.kind.rawValue, text: Array(analyzed.utf8(of: term)))
      for place in wanted.groups[key] ?? [] {
        // Particles that only add score are everywhere.
        guard !term.isFunctionWord || matchingGroups.contains(place.group) else { continue }
        insert(term.source, place)
      }
      if wanted.sequenceTerms.contains(key) { places[key, default: []].append(term) }
    }
    for (query, place) in wanted.sequences {
      let ranges =
        query.verify == nil
        ? Self.ranges(of: query, in: places) : Self.ranges(ofText: query.verify ?? "", in: text)
      for range in ranges { insert(range, place) }
    }
    let found = Set(highlights.map(\.group))
    highlights.formUnion(fallbacks.filter { !found.contains($0.group) })
    return highlights.sorted {
      ($0.range.lowerBound, $0.range.upperBound, $0.group)
        < ($1.range.lowerBound, $1.range.upperBound, $1.group)
    }
  }

  /// Where a sequence stands: from its first slot to its last without slop, otherwise each word.
  private static func ranges(
    of query: SequenceQuery, in places: [Term: [AnalyzedTerm]]
  ) -> [Range<Int>] {
    let slots = query.slots.map { slot in
      var sources: [UInt32: Range<Int>] = [:]
      for key in slot.alternatives {
        for term in places[Term(kind: key.kind, text: Array(key.text))] ?? [] {
          sources[term.position] = term.source
        }
      }
      return sources
    }
    guard !slots.isEmpty, !slots.contains(where: \.isEmpty) else { return [] }
    let positions = slots.map { $0.keys.sorted() }
    let matcher = SequenceMatcher(
      offsets: query.slots.map(\.offset), slop: query.slop, ordered: query.ordered)
    var ranges: [Range<Int>] = []
    for index in matcher.matches(positions) {
      let base = Int(positions[0][index]) - query.slots[0].offset
      var found: [Range<Int>] = []
      for (slot, sources) in slots.enumerated() {
        let place = base + query.slots[slot].offset
        for (position, source) in sources where abs(Int(position) - place) <= query.slop {
          found.append(source)
        }
      }
      if query.slop == 0, let start = found.map(\.lowerBound).min(),
        let end = found.map(\.upperBound).max()
      {
        ranges.append(start..<end)
      } else {
        ranges += found
      }
    }
    return ranges
  }

  /// Where a normalized string stands in a text.
  private static func ranges(ofText pattern: String, in text: String) -> [Range<Int>] {
    let normalized = NormalizedText(text)
    var offsets: [Int] = []
    let collapsed = TextVerifier.collapsingBlanks(normalized.bytes, offsets: &offsets)
    let pattern = TextVerifier.collapsingBlanks(Array(pattern.utf8))
    return TextVerifier.places(of: pattern, in: collapsed).map { place in
      normalized.source(of: offsets[place]..<offsets[place + pattern.count])
    }
  }
}
