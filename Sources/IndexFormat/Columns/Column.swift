// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// The values of a field by document, in the type of the field.
package enum Column: Sendable {
  /// Of a keyword field.
  case keywords(KeywordColumn)
  /// Of a number field.
  case numbers(NumberColumn)
  /// Of a date field.
  case dates(DateColumn)
}

/// The values of a keyword field: a sorted dictionary, and for each document the ordinals in it.
package struct KeywordColumn: Sendable {
  let section: SectionView
  let first: BitPackedArrayReader
  let second: BitPackedArrayReader?
  let table: FrontCodedTableReader
  /// Where the table starts in the section.
  let tableOffset: Int
  /// The number of documents.
  package let documentCount: Int

  init(_ section: SectionView, documentCount: Int) throws(IndexFormatError) {
    self.section = section
    self.documentCount = documentCount
    do throws(StorageError) {
      let bytes = section.bytes
      var at = ColumnFormat.headByteCount
      let form = try bytes.byte(at: 1)
      guard form <= 1 else {
        throw .damaged(structure: "column", offset: 1, reason: "form \(form)")
      }
      first = try BitPackedArrayReader(bytes, at: at)
      at += first.byteCount
      if form == 1 {
        let ordinals = try BitPackedArrayReader(bytes, at: at)
        at += ordinals.byteCount
        second = ordinals
      } else {
        second = nil
      }
      guard first.count == documentCount + Int(form) else {
        throw .damaged(
          structure: "column", offset: 8, reason: "\(first.count) for \(documentCount) documents")
      }
      tableOffset = at
      table = try FrontCodedTableReader(bytes[slice: at..<bytes.count])
    } catch { throw section.damaged(error) }
  }

  /// The number of distinct values. Their ordinals, from 0, sort as their UTF-8 does.
  package var valueCount: Int { table.count }

  /// Replaces `ordinals` by those of a document's values, ascending.
  ///
  /// - Precondition: The document lies in the segment.
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(values of the document).
  package func ordinals(
    of document: DocumentID, into ordinals: inout [UInt32]
  ) throws(IndexFormatError) {
    precondition(Int(document) < documentCount, "no such document")
    ordinals.removeAll(keepingCapacity: true)
    guard let second else {
      let value = first[Int(document)]
      guard value > 0 else { return }
      ordinals.append(try checked(value - 1))
      return
    }
    let (start, end) = (first[Int(document)], first[Int(document) + 1])
    guard start <= end, end <= UInt64(second.count) else {
      throw section.damaged(at: 0, "ordinals of document \(document) from \(start) to \(end)")
    }
    for index in Int(start)..<Int(end) { ordinals.append(try checked(second[index])) }
  }

  /// The ordinals of a document's values, ascending.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  package func ordinals(of document: DocumentID) throws(IndexFormatError) -> [UInt32] {
    var result: [UInt32] = []
    try ordinals(of: document, into: &result)
    return result
  }

  /// The value of an ordinal.
  ///
  /// - Precondition: `ordinal < valueCount`.
  /// - Throws: `IndexFormatError.damaged`.
  package func value(ofOrdinal ordinal: UInt32) throws(IndexFormatError) -> String {
    do throws(StorageError) {
      return String(decoding: try table.key(at: Int(ordinal)), as: UTF8.self)
    } catch { throw section.damaged(error, base: tableOffset) }
  }

  /// All values, by ordinal.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(values).
  package func values() throws(IndexFormatError) -> [String] {
    var values: [String] = []
    values.reserveCapacity(valueCount)
    var cursor = FrontCodedTableCursor(table)
    do throws(StorageError) {
      while try cursor.next() { values.append(String(decoding: cursor.key, as: UTF8.self)) }
    } catch { throw section.damaged(error, base: tableOffset) }
    return values
  }

  /// The ordinal of a value, or nil.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  package func ordinal(of value: String) throws(IndexFormatError) -> UInt32? {
    do throws(StorageError) {
      guard let place = try table.place(of: Array(value.utf8)) else { return nil }
      return UInt32(place.ordinal)
    } catch { throw section.damaged(error, base: tableOffset) }
  }

  private func checked(_ ordinal: UInt64) throws(IndexFormatError) -> UInt32 {
    guard ordinal < UInt64(table.count) else {
      throw section.damaged(at: 0, "ordinal \(ordinal) of \(table.count)")
    }
    return UInt32(truncatingIfNeeded: ordinal)
  }
}

/// The values of a number field.
package struct NumberColumn: Sendable {
  let values: NumericColumnReader

  /// The number of a document, or nil.
  ///
  /// - Precondition: The document lies in the segment.
  package func value(of document: DocumentID) -> Double? {
    guard let bits = values.value(of: document) else { return nil }
    return values.isPacked ? Double(Int64(bitPattern: bits)) : Double(bitPattern: bits)
  }
}

/// The values of a date field, in milliseconds since 1970-01-01T00:00:00Z.
package struct DateColumn: Sendable {
  let values: NumericColumnReader

  /// The date of a document, or nil.
  ///
  /// - Precondition: The document lies in the segment.
  package func value(of document: DocumentID) -> Int64? {
    values.value(of: document).map { Int64(bitPattern: $0) }
  }
}

/// Reads the 64 bits of numbers and dates.
struct NumericColumnReader: Sendable {
  private let first: BitPackedArrayReader
  private let second: BitPackedArrayReader?
  private let minimum: UInt64
  private let step: UInt64
  /// Whether the values are integers packed from a minimum.
  var isPacked: Bool { second == nil }

  init(_ section: SectionView, documentCount: Int) throws(IndexFormatError) {
    do throws(StorageError) {
      let bytes = section.bytes
      var at = ColumnFormat.headByteCount
      let form = try bytes.byte(at: 1)
      guard form <= 1 else {
        throw .damaged(structure: "column", offset: 1, reason: "form \(form)")
      }
      minimum = form == 0 ? try bytes.uint64(at: at) : 0
      step = form == 0 ? try bytes.uint64(at: at + 8) : 1
      at += form == 0 ? 16 : 0
      first = try BitPackedArrayReader(bytes, at: at)
      at += first.byteCount
      if form == 1 {
        let bits = try BitPackedArrayReader(bytes, at: at)
        at += bits.byteCount
        second = bits
      } else {
        second = nil
      }
      guard first.count == documentCount, second?.count ?? documentCount == documentCount,
        at == bytes.count
      else {
        throw .damaged(
          structure: "column", offset: 8, reason: "not one value for \(documentCount) documents")
      }
    } catch { throw section.damaged(error) }
  }

  /// The 64 bits of a document's value, or nil.
  func value(of document: DocumentID) -> UInt64? {
    precondition(Int(document) < first.count, "no such document")
    let value = first[Int(document)]
    guard value > 0 else { return nil }
    if let second { return second[Int(document)] }
    return minimum &+ (value - 1) &* step
  }

  /// Whether a document's value is one that a writer writes: none is 0 in all its parts, and no packed
  /// value is beyond 64 bits.
  func isCanonical(_ document: DocumentID) -> Bool {
    precondition(Int(document) < first.count, "no such document")
    let value = first[Int(document)]
    if let second { return value == 1 || (value == 0 && second[Int(document)] == 0) }
    guard value > 0 else { return true }
    let (product, isTooLarge) = (value - 1).multipliedReportingOverflow(by: step)
    let room = UInt64(bitPattern: Int64.max &- Int64(bitPattern: minimum))
    return !isTooLarge && product <= room
  }
}
