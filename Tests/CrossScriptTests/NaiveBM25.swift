// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Foundation
import IndexFormat
import TestSupport
import TextAnalysis

@testable import Searching

/// BM25 computed from the documents themselves, without postings, blocks or bounds: every text is
/// analyzed anew and kept in dictionaries.
struct NaiveBM25 {
  private struct Text {
    var positions: [TermKey: [UInt32]] = [:]
    var length: UInt8 = 0
    var normalized = ""
  }

  private let schema: Schema
  /// By document, then by field number.
  private var texts: [[Int: Text]] = []
  private var averageLengths: [Int: Float] = [:]

  init(documents: [Document], schema: Schema, analyzer: Analyzer) {
    self.schema = schema
    var totals: [Int: (documents: Int, length: Int)] = [:]
    var buffer = AnalyzedText()
    for document in documents {
      var fields: [Int: Text] = [:]
      for (number, field) in schema.fields.enumerated() where field.type == .text {
        guard case .text(let string) = document.value(of: field.name) else { continue }
        analyzer.analyze(string, into: &buffer)
        var text = Text()
        for term in buffer.terms {
          let key = TermKey(
            field: UInt8(number), kind: term.kind.rawValue, text: buffer.utf8(of: term))
          // Two compounds of one position may be one term; a position counts once.
          if term.kind == .character || text.positions[key]?.last != term.position {
            text.positions[key, default: []].append(term.position)
          }
        }
        text.length = FieldLengthCode.code(of: UInt32(buffer.wordCount))
        text.normalized = String(decoding: NormalizedText(string).bytes, as: UTF8.self)
          .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if buffer.wordCount > 0 {
          totals[number, default: (0, 0)].documents += 1
          totals[number, default: (0, 0)].length += buffer.wordCount
        }
        fields[number] = text
      }
      texts.append(fields)
    }
    for (field, total) in totals {
      averageLengths[field] = Float(Double(total.length) / Double(total.documents))
    }
  }

  /// Every hit of a plan with its score, best first, equal scores in the order of the documents.
  func hits(of plan: QueryPlan) -> [(document: Int, score: Float)] {
    let frequencies = plan.groups.map { group in
      group.variants.map { variant in
        texts.indices.map { frequency(of: variant.source, in: texts[$0][variant.field]) }
      }
    }
    let idfs = plan.groups.indices.map { idf(of: plan.groups[$0], frequencies[$0]) }
    let weights = plan.groups.indices.map { number -> Float in
      let group = plan.groups[number]
      guard group.scores else { return 0 }
      return switch group.idf {
      case .ownDocuments: group.boost * idfs[number]
      case .least(let others): group.boost * (others.map { idfs[$0] }.min() ?? 0)
      }
    }
    var hits: [(document: Int, score: Float)] = []
    for document in texts.indices {
      let occurs = frequencies.map { $0.contains { $0[document] > 0 } }
      var counted = Set(plan.optional.filter { occurs[$0] })
      guard satisfies(plan.matching, occurs, &counted) else { continue }
      var score: Double = 0
      for (group, planned) in plan.groups.enumerated() where counted.contains(group) {
        let hasOwn = planned.variants.indices.contains {
          !planned.variants[$0].isFallback && frequencies[group][$0][document] > 0
        }
        var sum: Float = 0
        for (ordinal, variant) in planned.variants.enumerated()
        where variant.isFallback != hasOwn {
          let frequency = frequencies[group][ordinal][document]
          guard frequency > 0 else { continue }
          let length = texts[document][variant.field]?.length ?? 0
          let summand = variant.weight * Float(frequency) * inverseNorm(variant.field, length)
          sum = variant.isFallback ? max(sum, summand) : sum + summand
        }
        if planned.scores { score += Double(weights[group] - weights[group] / (1 + sum)) }
      }
      hits.append((document, Float(score)))
    }
    return hits.sorted { $0.score == $1.score ? $0.document < $1.document : $0.score > $1.score }
  }

  private func inverseNorm(_ field: Int, _ code: UInt8) -> Float {
    guard let average = averageLengths[field] else { return 1 / schema.k1 }
    let length = Float(FieldLengthCode.length(ofCode: code))
    let power = Float(
      pow(Double(length / average), Double(schema.ranking.lengthExponent)))
    return 1 / (schema.k1 * ((1 - schema.b) + schema.b * power))
  }

  private func idf(of group: TermGroup, _ frequencies: [[Int]]) -> Float {
    let counts = frequencies.map { $0.count { $0 > 0 } }
    let own = zip(group.variants, counts).filter { !$0.0.isFallback }.map(\.1).max() ?? 0
    let documents = own > 0 ? own : counts.max() ?? 0
    guard documents > 0 else { return 0 }
    return BM25.inverseDocumentFrequency(
      documentCount: texts.count, documentFrequency: documents)
  }

  private func frequency(of source: Source, in text: Text?) -> Int {
    guard let text else { return 0 }
    switch source {
    case .term(let key): return text.positions[key]?.count ?? 0
    case .union(let keys): return keys.reduce(0) { $0 + (text.positions[$1]?.count ?? 0) }
    case .sequence(let query):
      let slots = query.slots.map { slot in
        Set(slot.alternatives.flatMap { text.positions[$0] ?? [] })
      }
      guard slots.allSatisfy({ !$0.isEmpty }), !slots.isEmpty else { return 0 }
      if let string = query.verify {
        return occurrences(
          of: Array(string.unicodeScalars), in: Array(text.normalized.unicodeScalars))
      }
      return NaiveSequence.frequency(
        slots.map { $0.map(Int.init) }, offsets: query.slots.map(\.offset), slop: query.slop,
        ordered: query.ordered)
    }
  }

  private func occurrences(of pattern: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Int {
    guard pattern.count <= text.count else { return 0 }
    return (0...text.count - pattern.count).count {
      text[$0..<$0 + pattern.count].elementsEqual(pattern)
    }
  }

  private func satisfies(_ node: MatchNode, _ occurs: [Bool], _ counted: inout Set<Int>) -> Bool {
    switch node {
    case .group(let group):
      if occurs[group] { counted.insert(group) }
      return occurs[group]
    case .all(let parts):
      var inner = counted
      guard parts.allSatisfy({ satisfies($0, occurs, &inner) }) else { return false }
      counted = inner
      return true
    case .any(let parts):
      var isHit = false
      for part in parts where satisfies(part, occurs, &counted) { isHit = true }
      return isHit
    case .excluding(let wanted, let unwanted):
      var inner = counted
      var ignored: Set<Int> = []
      guard satisfies(wanted, occurs, &inner), !satisfies(unwanted, occurs, &ignored) else {
        return false
      }
      counted = inner
      return true
    case .everything: return true
    case .nothing, .filter: return false
    }
  }
}
