// SPDX-License-Identifier: Apache-2.0

package import DocumentModel
package import Storage

/// Writes one segment file: first all documents, then all terms, then what goes with them.
///
/// Call order: `addDocument` for each document; `beginTerms`; `addTerm` for each term, ascending;
/// perhaps `setReadings`; `finish`. The file appears under its name only in `finish`. Stored
/// documents and postings go to disk as they come, positions and terms through temporary files
/// beside the target; columns, lengths and keys stay in memory.
package struct SegmentWriter: ~Copyable {
  private enum Stage { case documents, terms }

  private let path: FilePath
  private let fileSystem: any FileSystem
  private let commonness: Commonness
  private let memoryLimit: Int
  private let threadCount: Int
  var file: SegmentFileWriter
  let schema: Schema
  private let description: [(String, String)]
  private var stage = Stage.documents
  var documentCount = 0
  var statistics: [FieldStatistics]
  // By field number; empty where the field is not of the type.
  var lengthCodes: [[UInt8]]
  var keywordColumns: [Int: KeywordColumnWriter] = [:]
  var numericColumns: [Int: NumericColumnWriter] = [:]
  var keys = DocumentKeysWriter()
  var storedFields: StoredFieldsWriter
  private var storedSections: (blocks: [UInt8], dictionary: [UInt8]) = ([], [])
  private var dictionary: TermDictionaryWriter
  private var positions: Spool
  /// The bytes of the key of the term written last; empty before the first.
  private var lastKey: [UInt8] = []
  private var encoder = TermEncoder()
  /// The positions of the common terms of the field whose terms are being added.
  private var common: CommonTermCollector?
  private var commonTerms: [(field: Int, CommonTerms)] = []
  private var readings: [(SectionKind, [UInt8])] = []
  /// What updates need to know; nil for an index that is one file.
  var updateData: UpdateData?

  /// Creates the file beside `path`.
  ///
  /// The description is that of the analysis, pairs of name and value. Terms that are common by the
  /// limits given have their pairs recorded; about `memoryLimit` bytes may be taken for them before
  /// they go to temporary files, and `threadCount` threads count them; the segment is the same whatever
  /// these are. All files are made in `fileSystem`. A segment that is `updatable` has what updates of a
  /// live index need to know of its documents.
  ///
  /// - Throws: `IndexFormatError.storage`, or `.tooLarge` for a schema of more than 255 fields.
  package init(
    path: FilePath, schema: Schema, description: [(String, String)],
    commonness: Commonness = .usual, memoryLimit: Int = 1 << 26, threadCount: Int = 1,
    isUpdatable: Bool = false, fileSystem: any FileSystem = SystemFiles()
  ) throws(IndexFormatError) {
    guard schema.fields.count <= 255 else { throw .tooLarge(what: "a schema", limit: 255) }
    file = try Self.start(path, fileSystem)
    self.path = path
    self.fileSystem = fileSystem
    self.commonness = commonness
    self.memoryLimit = memoryLimit
    self.threadCount = threadCount
    storedFields = StoredFieldsWriter()
    positions = Spool(path: FilePath("\(path.string).positions"), fileSystem: fileSystem)
    dictionary = TermDictionaryWriter(
      path: FilePath("\(path.string).terms"), fileSystem: fileSystem)
    self.schema = schema
    self.description = description
    updateData = isUpdatable ? UpdateData(schema: schema) : nil
    statistics = schema.fields.map { _ in FieldStatistics() }
    lengthCodes = schema.fields.map { _ in [] }
    for (number, field) in schema.fields.enumerated() {
      switch field.type {
      case .keyword: keywordColumns[number] = KeywordColumnWriter()
      case .number: numericColumns[number] = NumericColumnWriter(type: ColumnFormat.numbers)
      case .date: numericColumns[number] = NumericColumnWriter(type: ColumnFormat.dates)
      case .text, .stored: break
      }
    }
  }

  private static func start(
    _ path: FilePath, _ fileSystem: any FileSystem
  ) throws(IndexFormatError) -> SegmentFileWriter {
    do throws(StorageError) {
      var file = try SegmentFileWriter(path: path, fileSystem: fileSystem)
      try file.begin(.storedFields)
      return file
    } catch { throw .storage(error) }
  }

  /// Takes note of the key of a document that will be added, after those announced before it.
  ///
  /// - Returns: Whether no document before has the key; otherwise this one must not be added.
  /// - Throws: `IndexFormatError.invalidKey`.
  /// - Complexity: O(length of the key), amortized.
  package mutating func announce(_ key: String) throws(IndexFormatError) -> Bool {
    do throws(IndexFormatError) {
      try keys.append(key)
      return true
    } catch {
      if case .duplicateKey = error { return false }
      throw error
    }
  }

  /// Whether a document of a key was added or announced.
  package func contains(key: String) -> Bool { keys.keys.contains(key) }

  /// Memory that keys take, in bytes.
  package var keyByteCount: Int { keys.keys.byteCount }

  /// Adds the next document: its stored values, columns, key and field lengths.
  ///
  /// The lengths are words by field number, 0 where the field is absent or not text; fields behind
  /// the array's end count 0. The hash of the line that the document was read from, or 0, goes into
  /// segments that are updatable.
  ///
  /// - Returns: The document's place in the segment.
  /// - Throws: `IndexFormatError.unknownField`, `.unexpectedValue`, `.invalidKey`, `.tooLarge`,
  ///   `.outOfOrder` or `.storage`. After an error the writer is only good to be dropped.
  @discardableResult
  package mutating func addDocument(
    _ document: Document, lengths: [UInt32], sourceHash: UInt64 = 0
  ) throws(IndexFormatError) -> DocumentID {
    try checkRoom()
    var stored: [UInt8] = []
    var keywords: [Int: [String]] = [:]
    var numbers: [Int: FieldValue] = [:]
    for value in document.fields {
      guard let number = schema.fields.firstIndex(where: { $0.name == value.name }) else {
        throw .unknownField(name: value.name)
      }
      let field = schema.fields[number]
      switch (field.type, value.value) {
      case (.keyword, .keywords(let words)):
        keywords[number, default: []].append(contentsOf: words)
      case (.number, .number), (.date, .date):
        if numbers[number] == nil { numbers[number] = value.value }
      case (.text, .text), (.stored, _): break
      default: throw .unexpectedValue(field: field.name)
      }
      if field.isStored { StoredDocument.append(value.value, field: number, to: &stored) }
    }
    try storedFields.append(stored, to: &file)
    if keys.keys.count == documentCount {
      try keys.append(document.key)
    } else if !keys.keys[documentCount].elementsEqual(document.key.utf8) {
      throw .outOfOrder(reason: "the document '\(document.key)' is not the one announced")
    }
    for (number, field) in schema.fields.enumerated() {
      switch field.type {
      case .keyword: keywordColumns[number]?.append(keywords[number] ?? [])
      case .number:
        guard case .number(let value)? = numbers[number] else {
          numericColumns[number]?.append(nil as Double?)
          continue
        }
        numericColumns[number]?.append(value)
      case .date:
        guard case .date(let value)? = numbers[number] else {
          numericColumns[number]?.append(nil as Int64?)
          continue
        }
        numericColumns[number]?.append(value)
      case .text:
        let length = number < lengths.count ? lengths[number] : 0
        let code = FieldLengthCode.code(of: length)
        lengthCodes[number].append(code)
        updateData?.append(
          lengthRest: UInt64(length - FieldLengthCode.length(ofCode: code)), field: number)
        guard length > 0 else { continue }
        statistics[number].documentCount += 1
        statistics[number].totalLength += UInt64(length)
      case .stored: break
      }
    }
    updateData?.append(ContentHash(of: document, schema: schema), source: sourceHash)
    documentCount += 1
    return DocumentID(documentCount - 1)
  }

  /// Checks that the next document may come.
  ///
  /// - Throws: `IndexFormatError.outOfOrder` or `.tooLarge`.
  func checkRoom() throws(IndexFormatError) {
    guard stage == .documents else { throw .outOfOrder(reason: "a document after the terms") }
    guard documentCount < SegmentFileFormat.maximumDocumentCount else {
      throw .tooLarge(what: "a segment's documents", limit: SegmentFileFormat.maximumDocumentCount)
    }
  }

  /// Ends the documents.
  ///
  /// - Throws: `IndexFormatError.outOfOrder`, `.compression` or `.storage`.
  package mutating func beginTerms() throws(IndexFormatError) {
    guard stage == .documents else { throw .outOfOrder(reason: "the terms begin twice") }
    stage = .terms
    encoder = TermEncoder(
      schema: schema, documentCount: documentCount, lengthCodes: lengthCodes,
      inverseLengths: statistics.map { ThresholdCollector.inverseLengths(schema, $0) },
      commonDocumentFrequency: commonness.leastDocumentFrequency(of: documentCount))
    storedSections = try storedFields.end(to: &file)
    do throws(StorageError) {
      try file.end()
      try file.begin(.postings)
    } catch { throw .storage(error) }
  }

  /// Adds the next term with all its postings. Pairs are not added: the writer makes them itself.
  ///
  /// - Parameters:
  ///   - key: Sorts after the term before it.
  ///   - documents: Strictly ascending, not empty.
  ///   - frequencies: One a document, above 0; may be empty for document-only kinds.
  ///   - positions: As many as the frequencies add up to, ascending in each document; empty for
  ///     kinds without positions.
  /// - Throws: `IndexFormatError.invalidTerm`, `.invalidPostings`, `.outOfOrder` or `.storage`.
  ///   After an error the writer is only good to be dropped.
  package mutating func addTerm(
    _ key: TermKey, documents: [UInt32], frequencies: [UInt32], positions: [UInt32]
  ) throws(IndexFormatError) {
    guard stage == .terms else { throw .outOfOrder(reason: "a term before beginTerms") }
    var encoded = EncodedTerms()
    try encoder.encode(
      key.bytes.span, documents: documents.span, frequencies: frequencies.span,
      positions: positions.span, into: &encoded)
    try add(encoded)
  }

  /// Adds the next terms with all their postings, as an encoder of `termEncoder()` gave them.
  ///
  /// - Throws: `IndexFormatError.invalidTerm`, `.outOfOrder` or `.storage`. After an error the writer
  ///   is only good to be dropped.
  package mutating func add(_ terms: EncodedTerms) throws(IndexFormatError) {
    guard stage == .terms else { throw .outOfOrder(reason: "a term before beginTerms") }
    var place = EncodedPlace()
    while place.term < terms.count {
      let field = terms.keys[terms.keyRange(place.term).lowerBound]
      if let previous = lastKey.first, previous != field { try endField(previous) }
      var end = place.term + 1
      while end < terms.count, terms.keys[terms.keyRange(end).lowerBound] == field { end += 1 }
      let range = place.term..<end
      for index in range where terms.keys[terms.keyRange(index).lowerBound + 1] == PairTerm.kind {
        throw .invalidTerm(
          TermKey(bytes: Array(terms.keys[terms.keyRange(index)])),
          reason: "pairs are made by the writer")
      }
      try write(terms, upTo: end, from: &place)
      try putAside(terms, range)
    }
  }

  /// How far the terms of an `EncodedTerms` are written.
  private struct EncodedPlace {
    var term = 0
    var postings = 0
    var positions = 0
  }

  /// Puts aside what is needed of terms that may be common.
  private mutating func putAside(
    _ terms: EncodedTerms, _ range: Range<Int>
  ) throws(IndexFormatError) {
    do throws(StorageError) {
      for index in range {
        let bytes = terms.commonRange(index)
        guard !bytes.isEmpty else { continue }
        if common == nil {
          common = CommonTermCollector(
            commonness, documentCount: documentCount, path: FilePath("\(path.string).common"),
            fileSystem: fileSystem)
        }
        try common?.append(
          terms.keys[terms.keyRange(index).dropFirst(2)],
          documentFrequency: terms.terms[index].record.documentFrequency,
          bytes: terms.common[bytes])
      }
    } catch { throw .storage(error) }
  }

  /// What encodes terms for this writer. Each of several threads may have one.
  ///
  /// - Precondition: the terms have begun.
  package func termEncoder() -> TermEncoder { encoder }

  /// Writes the pairs of a field's common terms behind its other terms.
  private mutating func endField(_ field: UInt8) throws(IndexFormatError) {
    guard let collector = common.take() else { return }
    let terms = collector.commonTerms
    guard !terms.isEmpty else { return }
    var common = CommonTerms(
      leastDocumentFrequency: UInt32(collector.bound), termCount: UInt32(terms.count),
      pairCount: 0, leastProduct: commonness.leastProduct(of: documentCount))
    var pairs = PairCollector(
      terms.map(\.documentFrequency), common, documentCount: documentCount,
      memoryLimit: memoryLimit, path: FilePath("\(path.string).pairs"), fileSystem: fileSystem)
    do throws(StorageError) {
      try pairs.count(collector, terms, threadCount: threadCount)
    } catch { throw .storage(error) }
    var keys: [(key: TermKey, first: Int, second: Int)] = []
    for first in terms.indices {
      for second in terms.indices where pairs.contains(first, second) {
        keys.append(
          (PairTerm.key(field: field, terms[first].text, terms[second].text), first, second))
      }
    }
    keys.sort { $0.key < $1.key }
    var documents: [UInt32] = []
    var frequencies: [UInt32] = []
    let positions: [UInt32] = []
    var encoded = EncodedTerms()
    for (key, first, second) in keys {
      do throws(StorageError) {
        try pairs.take(first, second, documents: &documents, frequencies: &frequencies)
      } catch { throw .storage(error) }
      encoded.removeAll()
      try encoder.encode(
        key.bytes.span, documents: documents.span, frequencies: frequencies.span,
        positions: positions.span, into: &encoded)
      var place = EncodedPlace()
      try write(encoded, upTo: 1, from: &place)
    }
    guard !keys.isEmpty else { return }
    common.pairCount = UInt32(keys.count)
    commonTerms.append((Int(field), common))
  }

  /// Writes terms of one field that follow each other.
  private mutating func write(
    _ terms: EncodedTerms, upTo end: Int, from place: inout EncodedPlace
  ) throws(IndexFormatError) {
    let start = (postings: place.postings, positions: place.positions)
    let bases = (postings: file.sectionByteCount, positions: positions.byteCount)
    let keys = terms.keys.span
    for index in place.term..<end {
      let term = terms.terms[index]
      do throws(StorageError) {
        try dictionary.append(
          keys.extracting(terms.keyRange(index)), streams: term.streams, term.record,
          bases: TermDictionaryFormat.Bases(
            postings: bases.postings + place.postings - start.postings,
            positions: bases.positions + place.positions - start.positions))
      } catch .unsortedKey {
        let before =
          index > place.term ? Array(terms.keys[terms.keyRange(index - 1)]) : lastKey
        throw .invalidTerm(
          TermKey(bytes: Array(terms.keys[terms.keyRange(index)])),
          reason: "does not sort after \(TermKey(bytes: before))")
      } catch { throw .storage(error) }
      place.postings += term.record.postingsByteCount
      place.positions += term.record.positionsByteCount
    }
    do throws(StorageError) {
      try file.write(terms.postings[start.postings..<place.postings])
      try positions.append(terms.positions[start.positions..<place.positions])
    } catch { throw .storage(error) }
    place.term = end
    lastKey.removeAll(keepingCapacity: true)
    lastKey.append(contentsOf: terms.keys[terms.keyRange(end - 1)])
  }

  /// Gives the finished key tables of readings and lexicon entries; empty ones are left out.
  ///
  /// - Throws: `IndexFormatError.storage` for bytes that are no key table.
  package mutating func setReadings(
    byKey: [UInt8], byShortKey: [UInt8], lexicon: [UInt8]
  ) throws(IndexFormatError) {
    readings = []
    for (kind, bytes) in [
      (SectionKind.readingsByKey, byKey), (.readingsByShortKey, byShortKey), (.lexicon, lexicon),
    ] where !bytes.isEmpty {
      do throws(StorageError) { _ = try KeyTableReader(MappedBytes(bytes)) } catch {
        throw .storage(error)
      }
      readings.append((kind, bytes))
    }
  }

  /// Writes the rest and puts the file in its place, where it replaces another atomically.
  ///
  /// - Throws: `IndexFormatError.duplicateKey`, `.outOfOrder` or `.storage`.
  package consuming func finish() throws(IndexFormatError) -> SegmentInfo {
    guard stage == .terms else { throw .outOfOrder(reason: "finish before beginTerms") }
    if let field = lastKey.first { try endField(field) }
    let keys = try self.keys.finish()
    let termCount = dictionary.count
    do throws(StorageError) {
      try file.end()
      try file.begin(.positions)
      try file.write(&positions)
      try file.end()
      try file.begin(.terms)
      try dictionary.finish(to: &file)
      try file.end()
      for (number, field) in schema.fields.enumerated() {
        switch field.type {
        case .text: try file.write(.fieldLengths, field: number, bytes: lengthCodes[number])
        case .keyword:
          guard let column = keywordColumns.removeValue(forKey: number) else { continue }
          try file.write(.column, field: number, bytes: column.finish())
        case .number, .date:
          guard let column = numericColumns.removeValue(forKey: number) else { continue }
          try file.write(.column, field: number, bytes: column.finish())
        case .stored: break
        }
      }
      try file.write(.ranking, bytes: RankingFormat.encoded(schema.ranking))
      try file.write(.keys, bytes: keys)
      try file.write(.storedBlocks, bytes: storedSections.blocks)
      if !storedSections.dictionary.isEmpty {
        try file.write(.storedDictionary, bytes: storedSections.dictionary)
      }
      for (field, terms) in commonTerms {
        try file.write(.commonTerms, field: field, bytes: terms.encoded)
      }
      for (kind, bytes) in readings { try file.write(kind, bytes: bytes) }
      if let updateData { try file.write(updateData) }
      var contents = TableOfContents()
      contents.documentCount = documentCount
      contents.termCount = termCount
      contents.schema = schema
      contents.statistics = statistics
      contents.description = description
      return try file.finish(contents)
    } catch { throw .storage(error) }
  }
}
