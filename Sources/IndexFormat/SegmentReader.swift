// SPDX-License-Identifier: Apache-2.0

package import DocumentModel
package import Storage

/// An open segment file: immutable, memory-mapped, safe to use from several threads at once.
///
/// Opening checks the frame of the file and every bound in it, not the bodies of its sections; those
/// are checked as they are read, and whole by `IndexChecker`.
package final class SegmentReader: Sendable {
  /// The file's name.
  package let name: String
  /// The number of documents.
  package let documentCount: Int
  /// The number of terms.
  package let termCount: Int
  /// The schema the segment was built with.
  package let schema: Schema
  /// The analysis description, pairs of name and value.
  package let description: [(String, String)]
  /// The hash of the segment's content.
  package let segmentID: SegmentID
  /// The size of the file.
  package let byteCount: Int
  /// Readings of terms by mora key, if the segment has any.
  package let readingsByKey: KeyTableReader?
  /// Readings with long marks by length-free mora key, if the segment has any.
  package let readingsByShortKey: KeyTableReader?
  /// Lexicon entries that occur in the segment, if it has any.
  package let lexicon: KeyTableReader?

  let file: SegmentFileReader
  let dictionary: TermDictionaryReader
  let keys: DocumentKeysReader
  let storedFields: StoredFieldsReader
  private let statistics: [FieldStatistics]
  private let postingsSection: SectionView
  private let positionsSection: SectionView
  private let lengths: [FieldLengthsReader?]
  private let columns: [Column?]
  private let commonTerms: [CommonTerms?]
  let contentHashes: ContentHashes?
  let lengthRests: [BitPackedArrayReader?]

  /// Opens and maps a segment file.
  ///
  /// - Throws: `IndexFormatError.storage`, `.notAnIndex`, `.tooNew`, `.tooOld` or `.damaged`.
  /// - Complexity: O(size of the table of contents): microseconds, whatever the file's size.
  package convenience init(path: FilePath) throws(IndexFormatError) {
    let mapping: MappedFile
    do throws(StorageError) {
      mapping = try MappedFile(path: path)
    } catch { throw .storage(error) }
    try self.init(bytes: mapping.bytes(), name: path.string)
  }

  /// Opens a segment from its bytes.
  ///
  /// - Throws: `IndexFormatError.notAnIndex`, `.tooNew`, `.tooOld` or `.damaged`.
  package init(bytes: MappedBytes, name: String) throws(IndexFormatError) {
    let file = try SegmentFileReader(bytes: bytes, file: name)
    let contents = file.contents
    self.file = file
    self.name = name
    byteCount = bytes.count
    documentCount = contents.documentCount
    termCount = contents.termCount
    var schema = contents.schema
    schema.ranking = try file.section(.ranking).map(RankingFormat.decode) ?? .plain
    self.schema = schema
    description = contents.description
    segmentID = file.segmentID
    statistics = contents.statistics
    postingsSection = try file.required(.postings)
    positionsSection = try file.required(.positions)
    dictionary = try TermDictionaryReader(file.required(.terms))
    guard dictionary.table.count == contents.termCount else {
      throw dictionary.section.damaged(
        at: dictionary.section.bytes.count,
        "\(dictionary.table.count) terms of \(contents.termCount)")
    }
    keys = try DocumentKeysReader(file.required(.keys), documentCount: contents.documentCount)
    storedFields = try StoredFieldsReader(
      frames: file.required(.storedFields), blocks: file.required(.storedBlocks),
      dictionary: file.section(.storedDictionary), documentCount: contents.documentCount,
      schema: contents.schema)
    var lengths: [FieldLengthsReader?] = []
    var columns: [Column?] = []
    var commonTerms: [CommonTerms?] = []
    for (number, field) in contents.schema.fields.enumerated() {
      lengths.append(
        field.type == .text
          ? try FieldLengthsReader(
            file.required(.fieldLengths, field: number), documentCount: contents.documentCount)
          : nil)
      columns.append(try Self.column(file, number, field))
      commonTerms.append(try file.section(.commonTerms, field: number).map(CommonTerms.init))
    }
    self.lengths = lengths
    self.columns = columns
    self.commonTerms = commonTerms
    lengthRests = try Self.lengthRests(file)
    contentHashes = try file.section(.contentHashes).map { section throws(IndexFormatError) in
      try ContentHashes(section, documentCount: contents.documentCount)
    }
    readingsByKey = try Self.keyTable(file.section(.readingsByKey))
    readingsByShortKey = try Self.keyTable(file.section(.readingsByShortKey))
    lexicon = try Self.keyTable(file.section(.lexicon))
  }

  private static func column(
    _ file: SegmentFileReader, _ number: Int, _ field: Schema.Field
  ) throws(IndexFormatError) -> Column? {
    guard [.keyword, .number, .date].contains(field.type) else { return nil }
    let section = try file.required(.column, field: number)
    let type = try? section.bytes.byte(at: 0)
    let count = file.contents.documentCount
    switch (field.type, type) {
    case (.keyword, ColumnFormat.keywords):
      return .keywords(try KeywordColumn(section, documentCount: count))
    case (.number, ColumnFormat.numbers):
      return .numbers(
        NumberColumn(values: try NumericColumnReader(section, documentCount: count)))
    case (.date, ColumnFormat.dates):
      return .dates(DateColumn(values: try NumericColumnReader(section, documentCount: count)))
    default:
      throw section.damaged(at: 0, "a column of another type than its field")
    }
  }

  private static func lengthRests(
    _ file: SegmentFileReader
  ) throws(IndexFormatError) -> [BitPackedArrayReader?] {
    var result: [BitPackedArrayReader?] = []
    for (number, field) in file.contents.schema.fields.enumerated() {
      guard let section = try file.section(.lengthRests, field: number) else {
        result.append(nil)
        continue
      }
      let rests: BitPackedArrayReader
      do throws(StorageError) {
        rests = try BitPackedArrayReader(section.bytes, at: 0)
      } catch { throw section.damaged(error) }
      guard rests.count == file.contents.documentCount, field.type == .text else {
        throw section.damaged(at: 8, "\(rests.count) rests of lengths of \(field.name)")
      }
      result.append(rests)
    }
    return result
  }

  private static func keyTable(
    _ section: SectionView?
  ) throws(IndexFormatError) -> KeyTableReader? {
    guard let section else { return nil }
    do throws(StorageError) {
      return try KeyTableReader(section.bytes)
    } catch { throw section.damaged(error) }
  }

  /// The sums over a field; zeros for a field without words.
  ///
  /// - Precondition: The schema has the field.
  package func statistics(ofField field: Int) -> FieldStatistics { statistics[field] }

  /// What the dictionary says of a term, or nil.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log terms).
  package func term(_ key: TermKey) throws(IndexFormatError) -> TermEntry? {
    try dictionary.entry(of: key)
  }

  /// Whether the dictionary has a term.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log terms); nothing is allocated.
  package func hasTerm(_ key: TermKey) throws(IndexFormatError) -> Bool {
    try dictionary.contains(key)
  }

  /// A cursor over the terms whose keys begin with some bytes; all terms for none.
  package func terms(prefix: [UInt8] = []) -> TermCursor { TermCursor(dictionary, prefix: prefix) }

  /// The postings of a term of this segment.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(1).
  package func postings(_ entry: TermEntry) throws(IndexFormatError) -> PostingsReader {
    let field = Int(entry.field)
    let codes = field < lengths.count ? lengths[field] : nil
    return try PostingsReader(
      entry, documentCount: documentCount, postings: postingsSection, positions: positionsSection,
      singletonCode: codes?.code(of: entry.document) ?? 0)
  }

  /// What the segment says of a field's common terms; nil where it has no pairs of them.
  ///
  /// - Precondition: The schema has the field.
  package func commonTerms(ofField field: Int) -> CommonTerms? { commonTerms[field] }

  /// Whether the pair of two terms of this segment is recorded: it is then in the dictionary exactly
  /// when the second stands directly behind the first somewhere.
  package func recordsPair(_ first: TermEntry, _ second: TermEntry) -> Bool {
    guard first.kind == PairTerm.wordKind, second.kind == PairTerm.wordKind,
      first.field == second.field, Int(first.field) < commonTerms.count,
      let common = commonTerms[Int(first.field)]
    else { return false }
    return common.recordsPair(Int(first.documentFrequency), Int(second.documentFrequency))
  }

  /// The field lengths of a text field.
  ///
  /// - Precondition: The schema has the field, and it is a text field.
  package func fieldLengths(_ field: Int) -> FieldLengthsReader {
    guard let reader = lengths[field] else {
      preconditionFailure("field \(field) is no text field")
    }
    return reader
  }

  /// A document's key and stored values.
  ///
  /// - Precondition: `id < documentCount`.
  /// - Throws: `IndexFormatError.damaged`.
  package func storedDocument(_ id: DocumentID) throws(IndexFormatError) -> Document {
    Document(key: try keys.key(of: id), fields: try storedFields.fields(of: id))
  }

  /// A document's key.
  ///
  /// - Precondition: `id < documentCount`.
  /// - Throws: `IndexFormatError.damaged`.
  package func key(of id: DocumentID) throws(IndexFormatError) -> String {
    try keys.key(of: id)
  }

  /// The document of a key, or nil.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  /// - Complexity: O(log documents).
  package func document(forKey key: String) throws(IndexFormatError) -> DocumentID? {
    try keys.document(forKey: key)
  }

  /// The values of a keyword, number or date field by document; nil for other fields.
  ///
  /// - Precondition: The schema has the field.
  package func column(_ field: Int) -> Column? { columns[field] }

  /// The sections of the file in their order, for display.
  package var sections: [SectionInfo] {
    file.contents.sections.map { section in
      let kind = SectionKind(rawValue: section.kind)
      let field = Int(section.field)
      return SectionInfo(
        name: kind?.name ?? "unknown section \(section.kind)",
        field: section.field == TableOfContents.noField || field >= schema.fields.count
          ? nil : schema.fields[field].name,
        offset: section.offset, byteCount: section.byteCount)
    }
  }
}

/// A section of a segment file, for display.
package struct SectionInfo: Hashable, Sendable {
  /// What the section holds.
  package var name: String
  /// The name of the field it belongs to, if it belongs to one.
  package var field: String?
  /// Where it starts in the file.
  package var offset: Int
  /// Its size.
  package var byteCount: Int
}
