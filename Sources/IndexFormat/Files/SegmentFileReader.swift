// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// The checked frame of a segment file: its table of contents and where its sections stand.
struct SegmentFileReader: Sendable {
  /// The file's name.
  let file: String
  /// All bytes of the file.
  let bytes: MappedBytes
  /// The table of contents.
  let contents: TableOfContents
  /// The version of the file's format.
  let version: UInt32
  /// The hash of the table of contents.
  let segmentID: SegmentID
  /// Where the table of contents starts.
  let tableOffset: Int

  /// Checks header, footer, table of contents and the bounds of all sections.
  ///
  /// - Throws: `IndexFormatError.notAnIndex`, `.tooNew`, `.tooOld` or `.damaged`.
  /// - Complexity: O(size of the table of contents).
  init(bytes: MappedBytes, file: String) throws(IndexFormatError) {
    typealias Format = SegmentFileFormat
    let size = bytes.count
    func damaged(_ section: String, _ offset: Int, _ reason: String) -> IndexFormatError {
      .damaged(file: file, section: section, offset: offset, reason: reason)
    }
    guard (try? bytes.array(0..<Format.magic.count)) == Format.magic else {
      throw .notAnIndex(path: file)
    }
    guard size >= Format.headerByteCount + Format.footerByteCount else {
      throw damaged("header", 8, "the file ends after \(size) bytes")
    }
    let version = bytes.entry(0, ofUInt32TableAt: 8)
    if version > Format.version { throw .tooNew(path: file, version: version) }
    if version < Format.oldestVersion { throw .tooOld(path: file, version: version) }
    guard (try? bytes.array(0..<Format.headerByteCount)) == Format.header(version: version)
    else {
      throw damaged("header", 12, "not zeros")
    }
    let footer = size - Format.footerByteCount
    guard (try? bytes.array(size - 8..<size)) == Format.endMagic else {
      throw damaged("footer", size - 8, "no magic; the file is cut short or was not finished")
    }
    let tableOffset = bytes.entry(0, ofUInt64TableAt: footer)
    let tableByteCount = bytes.entry(1, ofUInt64TableAt: footer)
    guard bytes.entry(5, ofUInt64TableAt: footer) == UInt64(size) else {
      throw damaged("footer", footer + 40, "the file has \(size) bytes, not as many as it says")
    }
    guard bytes.entry(0, ofUInt32TableAt: footer + 48) == version,
      bytes.entry(0, ofUInt32TableAt: footer + 52) == 0
    else { throw damaged("footer", footer + 48, "another version than the header") }
    guard tableOffset >= UInt64(Format.headerByteCount), tableOffset <= UInt64(footer),
      tableByteCount == UInt64(footer) - tableOffset
    else {
      throw damaged("footer", footer, "a table of contents of \(tableByteCount) bytes")
    }
    let table: [UInt8]
    let view: MappedBytes
    do throws(StorageError) {
      table = try bytes.array(Int(tableOffset)..<footer)
      view = try bytes[slice: Int(tableOffset)..<footer]
    } catch {
      throw .storage(error)
    }
    guard Checksum.xxh3(table) == bytes.entry(2, ofUInt64TableAt: footer) else {
      throw damaged("table of contents", Int(tableOffset), "the checksum does not match")
    }
    let hash = Checksum.xxh3Wide(table)
    guard hash.high == bytes.entry(3, ofUInt64TableAt: footer),
      hash.low == bytes.entry(4, ofUInt64TableAt: footer)
    else { throw damaged("footer", footer + 24, "the segment id does not match") }
    do throws(StorageError) {
      contents = try TableOfContents(view)
    } catch {
      throw SectionView(
        file: file, name: "table of contents", offset: Int(tableOffset), bytes: view,
        paddedBytes: view
      ).damaged(error)
    }
    self.file = file
    self.bytes = bytes
    self.version = version
    self.tableOffset = Int(tableOffset)
    segmentID = SegmentID(high: hash.high, low: hash.low)
    try checkBounds()
  }

  private func checkBounds() throws(IndexFormatError) {
    typealias Format = SegmentFileFormat
    var end = Format.headerByteCount
    var seen: Set<UInt64> = []
    for section in contents.sections {
      func damaged(_ reason: String) -> IndexFormatError {
        .damaged(
          file: file, section: "table of contents", offset: tableOffset,
          reason: "section of kind \(section.kind): \(reason)")
      }
      guard section.offset >= end, section.offset % Format.alignment == 0,
        section.offset <= tableOffset - Format.padding,
        section.byteCount <= tableOffset - Format.padding - section.offset
      else {
        throw damaged("\(section.byteCount) bytes at \(section.offset) leave their place")
      }
      end = section.offset + section.byteCount + Format.padding
      guard seen.insert(UInt64(section.kind) << 32 | UInt64(section.field)).inserted else {
        throw damaged("twice")
      }
      guard let kind = SectionKind(rawValue: section.kind) else {
        guard !section.isRequired else { throw .tooNew(path: file, version: version) }
        continue
      }
      guard kind.isOfField == (section.field != TableOfContents.noField),
        !kind.isOfField || Int(section.field) < contents.schema.fields.count
      else { throw damaged("field \(section.field)") }
    }
  }

  /// The section of a kind and field, or nil.
  func section(_ kind: SectionKind, field: Int? = nil) throws(IndexFormatError) -> SectionView? {
    let number = field.map { UInt32($0) } ?? TableOfContents.noField
    let found = contents.sections.first { $0.kind == kind.rawValue && $0.field == number }
    guard let found else { return nil }
    var name = kind.name
    if let field { name += " of \(contents.schema.fields[field].name)" }
    let end = found.offset + found.byteCount
    do throws(StorageError) {
      return SectionView(
        file: file, name: name, offset: found.offset, bytes: try bytes[slice: found.offset..<end],
        paddedBytes: try bytes[slice: found.offset..<end + SegmentFileFormat.padding])
    } catch {
      throw .storage(error)
    }
  }

  /// The section of a kind and field.
  ///
  /// - Throws: `IndexFormatError.damaged` when there is none.
  func required(
    _ kind: SectionKind, field: Int? = nil
  ) throws(IndexFormatError) -> SectionView {
    guard let view = try section(kind, field: field) else {
      throw .damaged(
        file: file, section: "table of contents", offset: tableOffset,
        reason: "no section \(kind.name)\(field.map { " of field \($0)" } ?? "")")
    }
    return view
  }
}
