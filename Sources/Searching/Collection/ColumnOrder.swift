// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat

/// An order of documents by the values of a field: `name` ascending, `-name` descending, documents
/// without a value last, equal ones in the order of the snapshot.
struct ColumnOrder: Sendable, Equatable {
  /// The field number.
  var field: Int
  /// Whether great values come first.
  var isDescending: Bool

  /// Reads an order.
  ///
  /// - Throws: `SearchError.unknownField` or `.unsuitableField`.
  init(_ text: String, schema: Schema) throws(SearchError) {
    isDescending = text.hasPrefix("-")
    let name = isDescending ? String(text.dropFirst()) : text
    guard let field = schema.fieldNumber(of: name) else {
      throw .unknownField(name: name, known: schema.fields.map(\.name))
    }
    switch schema.fields[field].type {
    case .keyword, .number, .date: self.field = field
    case .text, .stored: throw .unsuitableField(name: name, purpose: "sort by")
    }
  }

  /// A value to sort by: of keywords the least in the order, as UTF-8.
  enum Value: Sendable, Equatable {
    case number(Double)
    case date(Int64)
    case keyword([UInt8])
    case missing
  }

  /// The value of a document.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  func value(of document: DocumentID, in segment: SegmentReader) throws(IndexFormatError) -> Value {
    switch segment.column(field) {
    case .numbers(let column)?:
      guard let number = column.value(of: document), number == number else { return .missing }
      return .number(number)
    case .dates(let column)?: return column.value(of: document).map { .date($0) } ?? .missing
    case .keywords(let column)?:
      let ordinals = try column.ordinals(of: document)
      guard let ordinal = isDescending ? ordinals.last : ordinals.first else { return .missing }
      return .keyword(Array(try column.value(ofOrdinal: ordinal).utf8))
    case nil: return .missing
    }
  }

  /// Whether a value comes before another; false for equal ones.
  func precedes(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.missing, _): false
    case (_, .missing): true
    case (.number(let a), .number(let b)): isDescending ? a > b : a < b
    case (.date(let a), .date(let b)): isDescending ? a > b : a < b
    case (.keyword(let a), .keyword(let b)):
      isDescending ? b.lexicographicallyPrecedes(a) : a.lexicographicallyPrecedes(b)
    default: false
    }
  }
}

/// The first documents in an order, at most a fixed number.
struct SortedHits {
  private let order: ColumnOrder
  private let capacity: Int
  private var entries: [(value: ColumnOrder.Value, segment: Int, document: DocumentID)] = []

  /// Creates a collection of at most `capacity` documents.
  init(order: ColumnOrder, capacity: Int) {
    self.order = order
    self.capacity = max(0, capacity)
  }

  /// Keeps the document if it is among the first. Documents must come in the order of the snapshot.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log capacity) for a document that is not kept, O(capacity) for one that is.
  mutating func offer(
    segment: Int, document: DocumentID, in reader: SegmentReader
  ) throws(IndexFormatError) {
    guard capacity > 0 else { return }
    let value = try order.value(of: document, in: reader)
    if entries.count == capacity, let last = entries.last, !order.precedes(value, last.value) {
      return
    }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if order.precedes(value, entries[middle].value) { high = middle } else { low = middle + 1 }
    }
    entries.insert((value, segment, document), at: low)
    if entries.count > capacity { entries.removeLast() }
  }

  /// The documents kept, in order.
  var ranked: [(segment: Int, document: DocumentID)] {
    entries.map { ($0.segment, $0.document) }
  }
}
