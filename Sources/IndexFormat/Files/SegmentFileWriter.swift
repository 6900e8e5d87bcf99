// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Writes the frame of a segment file around sections that come one after the other.
struct SegmentFileWriter: ~Copyable {
  private var output: OutputFile
  private var sections: [TableOfContents.Section] = []
  private var isInSection = false

  /// Creates the file and writes its header.
  init(path: FilePath, fileSystem: any FileSystem) throws(StorageError) {
    var file = try OutputFile(path: path, fileSystem: fileSystem)
    try file.write(SegmentFileFormat.header())
    output = file
  }

  /// The number of bytes written of the section so far.
  var sectionByteCount: Int {
    isInSection ? output.byteCount - sections[sections.count - 1].offset : 0
  }

  /// Starts a section.
  mutating func begin(_ kind: SectionKind, field: Int? = nil) throws(StorageError) {
    precondition(!isInSection, "sections do not nest")
    sections.append(
      TableOfContents.Section(
        kind: kind.rawValue, field: field.map { UInt32($0) } ?? TableOfContents.noField,
        offset: output.byteCount, byteCount: 0, checksum: 0, isRequired: kind.isRequired))
    output.resetChecksum()
    isInSection = true
  }

  /// Appends bytes to the section.
  mutating func write(_ bytes: [UInt8]) throws(StorageError) { try output.write(bytes) }

  /// Appends bytes to the section.
  mutating func write(_ bytes: ArraySlice<UInt8>) throws(StorageError) { try output.write(bytes) }

  /// Appends bytes that were put aside.
  mutating func write(_ spool: inout Spool) throws(StorageError) { try spool.copy(to: &output) }

  /// Ends the section and pads the file.
  mutating func end() throws(StorageError) {
    precondition(isInSection, "no section has begun")
    isInSection = false
    let last = sections.count - 1
    sections[last].byteCount = output.byteCount - sections[last].offset
    sections[last].checksum = output.runningChecksum
    let alignment = SegmentFileFormat.alignment
    let end = output.byteCount + SegmentFileFormat.padding + alignment - 1
    let zeros = end / alignment * alignment - output.byteCount
    try output.write([UInt8](repeating: 0, count: zeros))
  }

  /// Writes one section whole.
  mutating func write(
    _ kind: SectionKind, field: Int? = nil, bytes: [UInt8]
  ) throws(StorageError) {
    try begin(kind, field: field)
    try write(bytes)
    try end()
  }

  /// Writes what updates need to know.
  mutating func write(_ data: UpdateData) throws(StorageError) {
    try write(.contentHashes, bytes: data.hashes)
    for (field, rests) in data.lengthRests.enumerated() {
      guard let rests else { continue }
      var bytes: [UInt8] = []
      BitPackedArray.append(rests, to: &bytes)
      try write(.lengthRests, field: field, bytes: bytes)
    }
  }

  /// Writes the table of contents and the footer, and puts the file in its place.
  consuming func finish(_ contents: TableOfContents) throws(StorageError) -> SegmentInfo {
    var contents = contents
    contents.sections = sections
    let table = contents.encoded()
    let hash = Checksum.xxh3Wide(table)
    let segmentID = SegmentID(high: hash.high, low: hash.low)
    let offset = output.byteCount
    try output.write(table)
    try output.write(
      SegmentFileFormat.footer(
        tableOffset: offset, tableByteCount: table.count, tableChecksum: Checksum.xxh3(table),
        segmentID: segmentID))
    let byteCount = output.byteCount
    try output.finish()
    return SegmentInfo(
      segmentID: segmentID, documentCount: contents.documentCount, termCount: contents.termCount,
      byteCount: byteCount)
  }
}
