// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import TextAnalysis

/// How each field of a schema becomes terms. Any number of threads may use one value at a time.
struct FieldAnalysis: Sendable {
  /// Collects the terms of a field's text.
  typealias CollectTerms =
    @Sendable (_ text: String, _ field: Int, _ output: inout TermCollector) -> Void

  /// The schema.
  let schema: Schema
  /// For each field number, the analyzer of a text field.
  private let analyzers: [CollectTerms?]
  private let numbers: [String: Int]

  /// Creates an analysis.
  ///
  /// There is one analyzer for each field of the schema, nil where the field is not text.
  init(schema: Schema, analyzers: [CollectTerms?]) {
    precondition(analyzers.count == schema.fields.count)
    self.schema = schema
    self.analyzers = analyzers
    numbers = Dictionary(
      schema.fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Analyzes a batch and adds its postings to an inverter.
  ///
  /// - Complexity: O(bytes of text).
  func invert(_ batch: DocumentBatch, with inverter: inout Inverter) -> InvertedBatch {
    let clock = ContinuousClock()
    let start = clock.now
    let fieldCount = schema.fields.count
    var lengths = [UInt32](repeating: 0, count: batch.documents.count * fieldCount)
    for (index, contents) in batch.documents.enumerated() {
      let document = batch.firstDocument &+ UInt32(truncatingIfNeeded: index)
      for field in contents.fields {
        guard let number = numbers[field.name] else { continue }
        switch field.value {
        case .text(let text):
          guard let collect = analyzers[number] else { continue }
          collect(text, number, &inverter.collector)
          lengths[index * fieldCount + number] = UInt32(clamping: inverter.collector.wordCount)
        case .keywords(let values):
          guard schema.fields[number].type == .keyword else { continue }
          inverter.collector.beginText(field: number)
          for value in values { inverter.collector.add(keyword: value) }
        case .number, .date:
          continue
        }
        inverter.add(document: document)
      }
    }
    return InvertedBatch(batch: batch, lengths: lengths, duration: clock.now - start)
  }
}
