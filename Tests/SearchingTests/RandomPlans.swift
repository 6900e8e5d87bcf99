// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import TestSupport

@testable import Searching

/// Plans of every shape over the terms of a model.
struct RandomPlans {
  private var random: SeededGenerator
  private let vocabularySize: Int
  /// A source that was used before, for plans that have one twice.
  private var known: (source: Source, field: Int)?

  init(seed: UInt64, vocabularySize: Int) {
    random = SeededGenerator(seed: seed)
    self.vocabularySize = vocabularySize
  }

  private mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
  private mutating func chance(_ one: Int) -> Bool { number(0..<one) == 0 }

  private mutating func word() -> Int {
    chance(3) ? number(0..<4) : number(0..<vocabularySize + 2)
  }

  mutating func source(field: Int) -> Source {
    if field == 3 { return .term(ModelCollection.tag("t\(number(0..<16))")) }
    if field == 2 {
      let a = number(0..<8)
      let b = number(0..<8)
      let c = number(0..<8)
      switch number(0..<4) {
      case 0: return .term(ModelCollection.character(a))
      case 1: return .term(ModelCollection.gram(a, b))
      default:
        return .sequence(
          SequenceQuery(
            field: 2,
            slots: [
              .init([ModelCollection.gram(a, b)], offset: 0),
              .init([ModelCollection.gram(b, c)], offset: 1),
            ]))
      }
    }
    switch number(0..<8) {
    case 0: return .sequence(phrase(field: field))
    case 1:
      let keys = (0..<number(1..<6)).map { _ in ModelCollection.surface(word(), field: field) }
      return .union(Array(Set(keys)))
    case 2, 3: return .term(ModelCollection.lemma(word(), field: field))
    default: return .term(ModelCollection.surface(word(), field: field))
    }
  }

  mutating func phrase(field: Int) -> SequenceQuery {
    var offset = 0
    let slots = (0..<number(1..<4)).map { _ in
      defer { offset += chance(5) ? 2 : 1 }
      let a = word() % 12
      let key = ModelCollection.surface(a, field: field)
      return SequenceQuery.Slot(
        chance(3) ? [key, ModelCollection.lemma(word() % 12, field: field)] : [key], offset: offset)
    }
    return SequenceQuery(
      field: field, slots: slots, slop: chance(2) ? 0 : number(1..<4), ordered: chance(2))
  }

  mutating func group() -> TermGroup {
    let weights: [Float] = [1, 0.5, 0.3, 2, 0.85]
    let hasFallbacks = chance(3)
    let variants = (0..<(chance(2) ? 1 : number(1..<6))).map { _ in
      var field = chance(4) ? number(2..<4) : number(0..<2)
      var source = source(field: field)
      if let known, chance(8) { (source, field) = known }
      known = (source, field)
      var variant = Variant(
        source: source, field: field, weight: weights[number(0..<weights.count)],
        relation: .typed, text: "x")
      variant.isFallback = hasFallbacks && chance(2)
      return variant
    }
    return TermGroup(
      label: "g", variants: variants, boost: chance(4) ? 2.5 : 1, scores: !chance(10))
  }

  /// A word with what contains it as fallbacks: grams in a row, a gram or a character.
  private mutating func wordWithFallbacks() -> TermGroup {
    var variants = (0..<number(1..<3)).map { _ in
      Variant(
        source: .term(ModelCollection.surface(word(), field: 1)), field: 1,
        weight: chance(2) ? 1 : 0.4, relation: .typed, text: "x")
    }
    for _ in 0..<number(1..<4) {
      var variant = Variant(
        source: source(field: 2), field: 2, weight: chance(2) ? 0.8 : 0.2, relation: .contained,
        text: "x")
      variant.isFallback = true
      variants.append(variant)
    }
    return TermGroup(label: "f", variants: variants)
  }

  /// Sequences that weigh what the rarer of two other groups weighs.
  private mutating func proximity(_ first: Int, _ second: Int) -> TermGroup {
    var group = TermGroup(
      label: "p",
      variants: (0..<number(1..<3)).map { _ in
        let field = number(0..<3)
        return Variant(
          source: field == 2 ? source(field: 2) : .sequence(phrase(field: field)), field: field,
          weight: chance(2) ? 1 : 0.5, relation: .phrase, text: "x")
      }, boost: 0.3)
    group.idf = .least(of: [first, second])
    return group
  }

  /// A plan as most queries over Japanese are: words with fallbacks, all of them wanted or some required,
  /// words that only add score, and neighbours that do.
  mutating func fallbackPlan(shape: Int) -> QueryPlan {
    var groups = (0..<number(1..<5)).map { _ in
      chance(5) ? words(1)[0] : wordWithFallbacks()
    }
    let wanted = Array(groups.indices)
    var optional: [Int] = []
    for _ in 0..<number(0..<3) {
      optional.append(groups.count)
      groups.append(chance(2) ? wordWithFallbacks() : group())
    }
    for _ in 0..<number(0..<3) {
      optional.append(groups.count)
      groups.append(proximity(wanted[number(0..<wanted.count)], wanted[number(0..<wanted.count)]))
    }
    let nodes = wanted.map { MatchNode.group($0) }
    switch shape % 6 {
    case 0, 1, 2: return QueryPlan(groups: groups, matching: .any(nodes), optional: optional)
    case 3: return QueryPlan(groups: groups, matching: .all(nodes), optional: optional)
    case 4:
      let cut = number(0..<nodes.count)
      return QueryPlan(
        groups: groups,
        matching: .excluding(.any(Array(nodes[cut...])), .any(Array(nodes[..<cut]))),
        optional: optional)
    default:
      let cut = number(0..<nodes.count)
      return QueryPlan(
        groups: groups, matching: .all(Array(nodes[..<cut]) + [.any(Array(nodes[cut...]))]),
        optional: optional)
    }
  }

  mutating func filter(depth: Int = 0) -> DocumentFilter {
    switch number(0..<(depth > 1 ? 4 : 7)) {
    case 0: return .keyword(field: 3, values: (0..<number(1..<4)).map { _ in "t\(number(0..<15))" })
    case 1:
      let low = Double(number(0..<100))
      return .number(
        field: 4,
        ValueRange(
          lower: .init(low, isInclusive: chance(2)), upper: chance(3) ? nil : .init(low + 30)))
    case 2:
      return .date(
        field: 5,
        ValueRange(upper: .init(Int64(number(0..<1_700_000_000_000)), isInclusive: chance(2))))
    case 3: return .exists(field: number(3..<6))
    case 4: return .and([filter(depth: depth + 1), filter(depth: depth + 1)])
    case 5: return .or([filter(depth: depth + 1), filter(depth: depth + 1)])
    default: return .not(filter(depth: depth + 1))
    }
  }

  private mutating func tree(_ groups: [Int], depth: Int = 0) -> MatchNode {
    guard groups.count > 1, depth < 3 else {
      if groups.isEmpty { return chance(2) ? .everything : .nothing }
      return groups.count == 1 ? .group(groups[0]) : .any(groups.map { .group($0) })
    }
    let cut = number(1..<groups.count)
    let left = tree(Array(groups[..<cut]), depth: depth + 1)
    let right = tree(Array(groups[cut...]), depth: depth + 1)
    switch number(0..<6) {
    case 0, 1: return .all([left, right])
    case 2, 3: return .any([left, right])
    case 4: return .excluding(left, right)
    default: return .all([left, .filter(filter())])
    }
  }

  /// Groups of one word each, most of them common ones.
  private mutating func words(_ count: Int) -> [TermGroup] {
    (0..<count).map { _ in
      let word = chance(4) ? number(0..<vocabularySize) : number(0..<min(8, vocabularySize))
      let variant = Variant(
        source: .term(ModelCollection.surface(word, field: 1)), field: 1, weight: 1,
        relation: .typed, text: "x")
      return TermGroup(
        label: "w", variants: [variant], boost: chance(3) ? Float(number(1..<4)) : 1,
        scores: !chance(12))
    }
  }

  /// A plan of single words, as most queries are: a union or an intersection of some, optional ones,
  /// restrictions, the same word or the same group twice.
  mutating func wordPlan(shape: Int) -> QueryPlan {
    let groups = words(shape % 7 == 0 ? 1 : number(2..<6))
    let all = Array(groups.indices)
    let cut = number(1..<groups.count + 1)
    let nodes = all.map { MatchNode.group($0) }
    let first = Array(nodes[..<cut])
    switch shape % 7 {
    case 0: return QueryPlan(groups: groups, matching: nodes[0])
    case 1: return QueryPlan(groups: groups, matching: .any(nodes))
    case 2: return QueryPlan(groups: groups, matching: .all(nodes))
    case 3:
      return QueryPlan(groups: groups, matching: .all(first), optional: Array(all[cut...]))
    case 4:
      return QueryPlan(
        groups: groups, matching: .excluding(.all(first), .any(Array(nodes[cut...]))))
    case 5:
      let clauses = [.any(first), .any(Array(nodes[(cut - 1)...])), nodes[0]].prefix(number(1..<4))
      return QueryPlan(groups: groups, matching: .all(Array(clauses)))
    default:
      let filter = MatchNode.filter(filter())
      return QueryPlan(
        groups: groups, matching: .all((chance(2) ? nodes : [.any(nodes)]) + [filter]))
    }
  }

  /// A plan; `shape` runs through the forms a plan can have.
  mutating func plan(shape: Int, maximumGroupCount: Int = 6) -> QueryPlan {
    let groups = (0..<number(1..<maximumGroupCount + 1)).map { _ in group() }
    let all = Array(groups.indices)
    let any = MatchNode.any(all.map { .group($0) })
    switch shape % 8 {
    case 0, 1: return QueryPlan(groups: groups, matching: any)
    case 2: return QueryPlan(groups: groups, matching: .all(all.map { .group($0) }))
    case 3:
      let cut = number(0..<groups.count)
      return QueryPlan(
        groups: groups, matching: .any(all[...cut].map { .group($0) }),
        optional: Array(all[(cut + 1)...]))
    case 4:
      let cut = number(0..<groups.count)
      var parts: [MatchNode] = all[...cut].map { .group($0) }
      if cut + 1 < groups.count { parts.append(.any(all[(cut + 1)...].map { .group($0) })) }
      if chance(2) { parts.append(.filter(filter())) }
      return QueryPlan(groups: groups, matching: .all(parts))
    case 5:
      let cut = number(0..<groups.count)
      return QueryPlan(
        groups: groups,
        matching: .excluding(
          .any(all[...cut].map { .group($0) }), .any(all[(cut + 1)...].map { .group($0) })))
    case 6:
      return QueryPlan(groups: groups, matching: .all([any, .filter(filter())]))
    default:
      return QueryPlan(groups: groups, matching: tree(all), optional: chance(2) ? [] : [all[0]])
    }
  }
}
