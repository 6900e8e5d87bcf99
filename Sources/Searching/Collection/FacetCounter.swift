// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat

/// Counts the values of a keyword field over matching documents of several segments.
struct FacetCounter {
  private let field: Int
  private var counts: [String: Int] = [:]

  /// How many values are reported.
  static let valueLimit = 10

  /// Creates a counter.
  ///
  /// - Throws: `SearchError.unknownField` or `.unsuitableField` for a field without keywords.
  init(fieldNamed name: String, schema: Schema) throws(SearchError) {
    guard let field = schema.fieldNumber(of: name) else {
      throw .unknownField(name: name, known: schema.fields.map(\.name))
    }
    guard schema.fields[field].type == .keyword else {
      throw .unsuitableField(name: name, purpose: "count values")
    }
    self.field = field
  }

  /// Counts each value of each document once.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(documents and their values + distinct values).
  mutating func add(
    _ documents: DocumentBitset, of segment: SegmentReader
  ) throws(IndexFormatError) {
    guard case .keywords(let column)? = segment.column(field) else { return }
    var countsByOrdinal = [Int](repeating: 0, count: column.valueCount)
    var ordinals: [UInt32] = []
    for (index, bits) in documents.words.enumerated() {
      var rest = bits
      while rest != 0 {
        let document = DocumentID(index * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
        try column.ordinals(of: document, into: &ordinals)
        for ordinal in ordinals { countsByOrdinal[Int(ordinal)] += 1 }
      }
    }
    for (ordinal, count) in countsByOrdinal.enumerated() where count > 0 {
      counts[try column.value(ofOrdinal: UInt32(ordinal)), default: 0] += count
    }
  }

  /// The most frequent values: by count, then by value in UTF-8 order.
  var mostFrequent: [(value: String, count: Int)] {
    let sorted = counts.sorted { a, b in
      a.value == b.value
        ? a.key.utf8.lexicographicallyPrecedes(b.key.utf8) : a.value > b.value
    }
    return sorted.prefix(Self.valueLimit).map { (value: $0.key, count: $0.value) }
  }
}
