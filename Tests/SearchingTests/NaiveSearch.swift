// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Foundation
import IndexFormat
import TestSupport
import TextAnalysis

@testable import Searching

/// BM25 by scanning all documents of a model: plain arrays, no index, nothing shared with the engine
/// but the plan and the scale of field lengths.
struct NaiveSearch {
  let model: ModelCollection
  /// For each field the length of each document.
  private let lengths: [[Int]]

  init(_ model: ModelCollection) {
    self.model = model
    lengths = [
      model.entries.map(\.title.count), model.entries.map(\.body.count),
      model.entries.map(\.kana.count),
    ]
  }

  /// A term of the model by its numbers.
  private struct Term {
    var field: Int
    var kind: TermKind
    var numbers: [Int]
    var tag: String

    init(_ key: TermKey) {
      field = Int(key.field)
      kind = TermKind(rawValue: key.kind) ?? .surface
      tag = String(decoding: key.text, as: UTF8.self)
      switch kind {
      case .gram, .character:
        numbers = tag.map { character in
          ModelCollection.alphabet.firstIndex(of: character) ?? -1
        }
      default: numbers = [Int(tag.dropFirst()) ?? -1]
      }
    }

    func positions(in entry: ModelCollection.Entry) -> [Int] {
      let number = numbers[0]
      switch (field, kind) {
      case (0, .surface): return entry.title.indices.filter { entry.title[$0] == number }
      case (0, .lemma): return entry.title.indices.filter { entry.title[$0] / 3 == number }
      case (1, .surface): return entry.body.indices.filter { entry.body[$0] == number }
      case (1, .lemma): return entry.body.indices.filter { entry.body[$0] / 3 == number }
      case (2, .gram):
        return entry.kana.indices.dropLast().filter {
          entry.kana[$0] == number && entry.kana[$0 + 1] == numbers[1]
        }
      case (2, .character): return entry.kana.indices.filter { entry.kana[$0] == number }
      case (3, .keyword): return entry.tags.contains(tag) ? [0] : []
      default: return []
      }
    }
  }

  /// How often a source stands in each document.
  func frequencies(of source: Source) -> [Int] {
    switch source {
    case .term(let key):
      let term = Term(key)
      return model.entries.map { term.positions(in: $0).count }
    case .union(let keys):
      let terms = keys.map(Term.init)
      return model.entries.map { entry in
        terms.reduce(0) { $0 + $1.positions(in: entry).count }
      }
    case .sequence(let query):
      let terms = query.slots.map { $0.alternatives.map(Term.init) }
      return model.entries.map { entry in
        let slots = terms.map { alternatives in
          Set(alternatives.flatMap { $0.positions(in: entry) }).sorted()
        }
        return slots.contains(where: \.isEmpty)
          ? 0
          : NaiveSequence.frequency(
            slots, offsets: query.slots.map(\.offset), slop: query.slop, ordered: query.ordered)
      }
    }
  }

  /// The frequencies of a plan's variants in all documents.
  private func frequencies(_ plan: QueryPlan) -> [[[Int]]] {
    var known: [Source: [Int]] = [:]
    return plan.groups.map { group in
      group.variants.map { variant in
        if let known = known[variant.source] { return known }
        let found = frequencies(of: variant.source)
        known[variant.source] = found
        return found
      }
    }
  }

  private func decodedLength(_ length: Int) -> Float {
    Float(FieldLengthCode.length(ofCode: FieldLengthCode.code(of: UInt32(length))))
  }

  /// All hits in order: score, then document.
  func search(_ plan: QueryPlan) -> [(document: Int, score: Float)] {
    let frequencies = frequencies(plan)
    let averages: [Float] = lengths.map { lengths in
      let present = lengths.filter { $0 > 0 }
      return present.isEmpty ? 0 : Float(Double(present.reduce(0, +)) / Double(present.count))
    }
    let k1 = model.schema.k1
    let b = model.schema.b
    let exponent = Double(model.schema.ranking.lengthExponent)
    let matching = plan.groups.indices.map { group in
      let counts = frequencies[group].map { $0.count { $0 > 0 } }
      let own = zip(plan.groups[group].variants, counts).filter { !$0.0.isFallback }.map(\.1).max()
      return own.map { $0 > 0 } == true ? own ?? 0 : counts.max() ?? 0
    }
    let ownIDFs = matching.map { n in
      let N = model.entries.count
      return n == 0 ? 0 : Float(log(1 + (Double(N) - Double(n) + 0.5) / (Double(n) + 0.5)))
    }
    var hits: [(document: Int, score: Float)] = []
    for document in model.entries.indices {
      let occurs = plan.groups.indices.map { group in
        frequencies[group].contains { $0[document] > 0 }
      }
      guard var counted = satisfied(plan.matching, occurs, model.entries[document]) else {
        continue
      }
      counted.formUnion(plan.optional)
      var score: Double = 0
      for (number, group) in plan.groups.enumerated()
      where counted.contains(number) && occurs[number] && group.scores {
        let idf =
          switch group.idf {
          case .ownDocuments: ownIDFs[number]
          case .least(let others): others.map { ownIDFs[$0] }.min() ?? 0
          }
        let weight = group.boost * idf
        let hasOwn = group.variants.indices.contains {
          !group.variants[$0].isFallback && frequencies[number][$0][document] > 0
        }
        var x: Float = 0
        for (place, variant) in group.variants.enumerated()
        where frequencies[number][place][document] > 0 && variant.isFallback != hasOwn {
          var inverseNorm = 1 / k1
          if variant.field < 3, averages[variant.field] > 0 {
            let length = decodedLength(lengths[variant.field][document])
            let ratio = Double(length / averages[variant.field])
            inverseNorm = 1 / (k1 * ((1 - b) + b * Float(pow(ratio, exponent))))
          }
          let summand =
            variant.weight * Float(frequencies[number][place][document]) * inverseNorm
          x = variant.isFallback ? max(x, summand) : x + summand
        }
        score += Double(weight - weight / (1 + x))
      }
      hits.append((document, Float(score)))
    }
    return hits.sorted { $0.score == $1.score ? $0.document < $1.document : $0.score > $1.score }
  }

  /// The groups that count when the tree is satisfied; nil when it is not.
  private func satisfied(
    _ node: MatchNode, _ occurs: [Bool], _ entry: ModelCollection.Entry
  ) -> Set<Int>? {
    switch node {
    case .group(let group): return occurs[group] ? [group] : nil
    case .all(let parts):
      let found = parts.map { satisfied($0, occurs, entry) }
      return found.contains { $0 == nil } ? nil : Set(found.compactMap(\.self).joined())
    case .any(let parts):
      let found = parts.compactMap { satisfied($0, occurs, entry) }
      return found.isEmpty ? nil : Set(found.joined())
    case .excluding(let wanted, let unwanted):
      return satisfied(unwanted, occurs, entry) == nil ? satisfied(wanted, occurs, entry) : nil
    case .everything: return []
    case .nothing: return nil
    case .filter(let filter): return holds(filter, entry) ? [] : nil
    }
  }

  func holds(_ filter: DocumentFilter, _ entry: ModelCollection.Entry) -> Bool {
    switch filter {
    case .keyword(let field, let values):
      return field == 3 && entry.tags.contains { values.contains($0) }
    case .number(let field, let range):
      guard field == 4, let price = entry.price else { return false }
      return range.contains(price)
    case .date(let field, let range):
      guard field == 5, let date = entry.date else { return false }
      return range.contains(date)
    case .exists(let field):
      return field == 3 && !entry.tags.isEmpty || field == 4 && entry.price != nil
        || field == 5 && entry.date != nil
    case .and(let parts): return parts.allSatisfy { holds($0, entry) }
    case .or(let parts): return parts.contains { holds($0, entry) }
    case .not(let part): return !holds(part, entry)
    }
  }
}
