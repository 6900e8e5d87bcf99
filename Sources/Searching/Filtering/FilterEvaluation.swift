// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Which documents of a segment a filter lets through, from its columns.
struct FilterEvaluation {
  private let segment: SegmentReader

  /// Creates the evaluation of a segment.
  init(_ segment: SegmentReader) {
    self.segment = segment
  }

  /// The documents for which the filter holds.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(conditions · documents).
  func documents(_ filter: DocumentFilter) throws(IndexFormatError) -> DocumentBitset {
    var result: DocumentBitset
    switch filter {
    case .keyword(let field, let values): return try documents(field: field, keywords: values)
    case .number(let field, let range):
      guard case .numbers(let column)? = segment.column(field) else { return none }
      return collect { column.value(of: $0).map(range.contains) ?? false }
    case .date(let field, let range):
      guard case .dates(let column)? = segment.column(field) else { return none }
      return collect { column.value(of: $0).map(range.contains) ?? false }
    case .exists(let field): return try documents(withValueIn: field)
    case .and(let parts):
      result = DocumentBitset(documentCount: segment.documentCount, all: true)
      for part in parts { result.formIntersection(try documents(part)) }
    case .or(let parts):
      result = none
      for part in parts { result.formUnion(try documents(part)) }
    case .not(let part):
      result = try documents(part)
      result.invert()
    }
    return result
  }

  /// Whether the filter holds for one document.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(conditions), and look-ups of the values they name.
  func holds(_ filter: DocumentFilter, for document: DocumentID) throws(IndexFormatError) -> Bool {
    switch filter {
    case .keyword(let field, let values):
      guard case .keywords(let column)? = segment.column(field) else { return false }
      for ordinal in try column.ordinals(of: document) {
        let value = try column.value(ofOrdinal: ordinal)
        if values.contains(where: { $0.utf8.elementsEqual(value.utf8) }) { return true }
      }
      return false
    case .number(let field, let range):
      guard case .numbers(let column)? = segment.column(field) else { return false }
      return column.value(of: document).map(range.contains) ?? false
    case .date(let field, let range):
      guard case .dates(let column)? = segment.column(field) else { return false }
      return column.value(of: document).map(range.contains) ?? false
    case .exists(let field):
      switch segment.column(field) {
      case .keywords(let column)?: return try !column.ordinals(of: document).isEmpty
      case .numbers(let column)?: return column.value(of: document) != nil
      case .dates(let column)?: return column.value(of: document) != nil
      case nil: return false
      }
    case .and(let parts):
      for part in parts where !(try holds(part, for: document)) { return false }
      return true
    case .or(let parts):
      for part in parts where try holds(part, for: document) { return true }
      return false
    case .not(let part): return !(try holds(part, for: document))
    }
  }

  private var none: DocumentBitset { DocumentBitset(documentCount: segment.documentCount) }

  private func documents(
    field: Int, keywords: [String]
  ) throws(IndexFormatError) -> DocumentBitset {
    guard case .keywords(let column)? = segment.column(field) else { return none }
    var wanted: [UInt32] = []
    for value in keywords {
      if let ordinal = try column.ordinal(of: value) { wanted.append(ordinal) }
    }
    guard !wanted.isEmpty else { return none }
    wanted.sort()
    var ordinals: [UInt32] = []
    return try collect { document throws(IndexFormatError) in
      try column.ordinals(of: document, into: &ordinals)
      return ordinals.contains { wanted.contains($0) }
    }
  }

  private func documents(withValueIn field: Int) throws(IndexFormatError) -> DocumentBitset {
    switch segment.column(field) {
    case .keywords(let column)?:
      var ordinals: [UInt32] = []
      return try collect { document throws(IndexFormatError) in
        try column.ordinals(of: document, into: &ordinals)
        return !ordinals.isEmpty
      }
    case .numbers(let column)?: return collect { column.value(of: $0) != nil }
    case .dates(let column)?: return collect { column.value(of: $0) != nil }
    case nil: return none
    }
  }

  /// The documents for which a condition holds, 64 at a time.
  private func collect<Failure: Error>(
    _ condition: (DocumentID) throws(Failure) -> Bool
  ) throws(Failure) -> DocumentBitset {
    var result = none
    for index in result.words.indices {
      var word: UInt64 = 0
      let start = index * 64
      for document in start..<min(start + 64, segment.documentCount) {
        if try condition(DocumentID(document)) { word |= 1 << UInt64(document - start) }
      }
      result.setWord(word, at: index)
    }
    return result
  }
}
