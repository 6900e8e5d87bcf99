// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
package import Storage

/// Reads an index file whole and reports what is wrong: every checksum, every zero of the padding,
/// and every reference from one structure to another.
package struct IndexChecker {
  /// Checks the file at a path.
  ///
  /// - Returns: The findings, in file order of the checks; none for a sound file.
  /// - Throws: `IndexFormatError.storage` when the file cannot be opened, `.notAnIndex`, `.tooNew`
  ///   or `.tooOld`. Damage is a finding, not an error.
  /// - Complexity: O(size of the file); one posting list's positions at a time are in memory.
  package static func check(path: FilePath) throws(IndexFormatError) -> [Finding] {
    do throws(IndexFormatError) {
      return check(try SegmentReader(path: path))
    } catch {
      guard case .damaged = error else { throw error }
      return [Finding(error)]
    }
  }

  /// Checks an open segment.
  package static func check(_ segment: SegmentReader) -> [Finding] {
    var findings = FindingCollector()
    checkFrame(segment, &findings)
    checkSchema(segment, &findings)
    checkTerms(segment, &findings)
    checkPairs(segment, &findings)
    checkStatistics(segment, &findings)
    checkUpdateData(segment, &findings)
    checkKeys(segment, &findings)
    checkColumns(segment, &findings)
    checkStoredFields(segment, &findings)
    checkKeyTables(segment, &findings)
    return findings.findings
  }

  /// Checks the checksums of the sections and the zeros between them.
  static func checkFrame(_ segment: SegmentReader) -> [Finding] {
    var findings = FindingCollector()
    checkFrame(segment, &findings)
    return findings.findings
  }

  private static func checkFrame(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    let file = segment.file
    var end = SegmentFileFormat.headerByteCount
    func checkZeros(upTo start: Int, _ findings: inout FindingCollector) {
      guard end < start, let bytes = try? file.bytes.array(end..<start) else { return }
      if let index = bytes.firstIndex(where: { $0 != 0 }) {
        findings.add(
          .damaged(
            file: file.file, section: "padding", offset: end + index,
            reason: "not zero between sections"))
      }
    }
    for section in file.contents.sections {
      checkZeros(upTo: section.offset, &findings)
      end = section.offset + section.byteCount
      let kind = SectionKind(rawValue: section.kind)
      let field = Int(section.field)
      var name = kind?.name ?? "section of kind \(section.kind)"
      if section.field != TableOfContents.noField, field < segment.schema.fields.count {
        name += " of \(segment.schema.fields[field].name)"
      }
      let bytes = try? file.bytes[slice: section.offset..<end]
      guard let bytes, Checksum.xxh3(bytes) == section.checksum else {
        findings.add(
          .damaged(
            file: file.file, section: name, offset: section.offset,
            reason: "the checksum of its \(section.byteCount) bytes does not match"))
        continue
      }
    }
    checkZeros(upTo: file.tableOffset, &findings)
  }

  private static func checkSchema(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    do throws(SchemaError) { try segment.schema.validate() } catch {
      findings.add(
        .damaged(
          file: segment.name, section: "table of contents", offset: segment.file.tableOffset,
          reason: error.description))
    }
  }

  private static func checkStatistics(
    _ segment: SegmentReader, _ findings: inout FindingCollector
  ) {
    for (number, field) in segment.schema.fields.enumerated() where field.type == .text {
      let codes = segment.fieldLengths(number)
      var documentCount = 0
      // The bounds of the total length that the codes leave.
      var lowest: UInt64 = 0
      var highest: UInt64 = 0
      for document in 0..<segment.documentCount {
        let code = codes.code(of: DocumentID(document))
        guard code > 0 else { continue }
        documentCount += 1
        lowest += UInt64(FieldLengthCode.lengths[Int(code)])
        highest += FieldLengthCode.limit(of: code) - 1
      }
      let statistics = segment.statistics(ofField: number)
      if statistics.documentCount != documentCount
        || !(lowest...max(lowest, highest)).contains(statistics.totalLength)
      {
        findings.add(
          .damaged(
            file: segment.name, section: "table of contents", offset: segment.file.tableOffset,
            reason: """
              field \(field.name) has \(statistics.totalLength) words in \
              \(statistics.documentCount) documents, its lengths say \(lowest) to \(highest) in \
              \(documentCount)
              """))
      }
    }
  }

  private static func checkKeyTables(
    _ segment: SegmentReader, _ findings: inout FindingCollector
  ) {
    for kind in [SectionKind.readingsByKey, .readingsByShortKey, .lexicon] {
      do throws(IndexFormatError) {
        guard let section = try segment.file.section(kind) else { continue }
        do throws(StorageError) {
          let table = try KeyTableReader(section.bytes)
          if let contradiction = table.firstContradiction() {
            findings.add(section, at: contradiction.offset, contradiction.reason)
            continue
          }
          var count = 0
          try table.forEach { _, _ in
            count += 1
            return true
          }
          findings.expect(
            count == table.count, section, at: 0, "\(count) keys of \(table.count)")
        } catch { findings.add(section.damaged(error)) }
      } catch { findings.add(error) }
    }
  }
}
