// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat

/// Counts a normalized string in the stored text of documents.
struct TextVerifier {
  private let segment: SegmentReader
  private let fieldName: String
  private let pattern: [UInt8]
  private let normalization: TextNormalization

  /// Creates a verifier of a sequence, or nil when it asks for none or the field's text is not
  /// stored.
  init?(
    _ query: SequenceQuery, segment: SegmentReader, normalization: @escaping TextNormalization
  ) {
    guard let text = query.verify, segment.schema.fields[query.field].isStored else { return nil }
    self.segment = segment
    fieldName = segment.schema.fields[query.field].name
    pattern = Self.collapsingBlanks(Array(text.utf8))
    self.normalization = normalization
  }

  /// The places in the document's field where the string stands; they may overlap.
  ///
  /// - Throws: `IndexFormatError` when the stored document cannot be read.
  /// - Complexity: reads and normalizes the stored text.
  func occurrences(in document: DocumentID) throws(IndexFormatError) -> UInt32 {
    var count = 0
    for field in try segment.storedDocument(document).fields where field.name == fieldName {
      switch field.value {
      case .text(let text): count += occurrences(inText: text)
      case .keywords(let values):
        for value in values { count += occurrences(inText: value) }
      case .number, .date: break
      }
    }
    return UInt32(clamping: count)
  }

  private func occurrences(inText text: String) -> Int {
    Self.places(of: pattern, in: Self.collapsingBlanks(normalization(text))).count
  }

  /// Where the pattern begins, ascending; the places may overlap; none for an empty pattern.
  ///
  /// - Complexity: O(text) by Knuth, Morris and Pratt.
  static func places(of pattern: [UInt8], in text: [UInt8]) -> [Int] {
    guard !pattern.isEmpty, pattern.count <= text.count else { return [] }
    var borders = [Int](repeating: 0, count: pattern.count)
    var border = 0
    for index in 1..<max(1, pattern.count) {
      while border > 0, pattern[index] != pattern[border] { border = borders[border - 1] }
      if pattern[index] == pattern[border] { border += 1 }
      borders[index] = border
    }
    var places: [Int] = []
    var matched = 0
    for (index, byte) in text.enumerated() {
      while matched > 0, matched == pattern.count || byte != pattern[matched] {
        matched = borders[matched - 1]
      }
      if byte == pattern[matched] { matched += 1 }
      if matched == pattern.count { places.append(index + 1 - pattern.count) }
    }
    return places
  }

  /// Each run of white space as one blank.
  static func collapsingBlanks(_ bytes: [UInt8]) -> [UInt8] {
    var offsets: [Int] = []
    return collapsingBlanks(bytes, offsets: &offsets)
  }

  /// Each run of white space as one blank.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 text.
  ///   - offsets: becomes for each byte of the result its offset in `bytes`, and at last the number
  ///     of bytes.
  /// - Returns: the text in UTF-8.
  static func collapsingBlanks(_ bytes: [UInt8], offsets: inout [Int]) -> [UInt8] {
    var result: [UInt8] = []
    offsets.removeAll(keepingCapacity: true)
    offsets.reserveCapacity(bytes.count + 1)
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let length = blankLength(bytes, index)
      if length > 0 {
        if result.last != 0x20 {
          result.append(0x20)
          offsets.append(index)
        }
        index += length
      } else {
        result.append(bytes[index])
        offsets.append(index)
        index += 1
      }
    }
    offsets.append(bytes.count)
    return result
  }

  /// The bytes of the white space character at an index, or 0.
  private static func blankLength(_ bytes: [UInt8], _ index: Int) -> Int {
    switch bytes[index] {
    case 0x20, 0x09...0x0D: return 1
    case 0xC2 where index + 1 < bytes.count && [0x85, 0xA0].contains(bytes[index + 1]): return 2
    case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80:
      let last = bytes[index + 2]
      return (0x80...0x8A).contains(last) || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0
    case 0xE3
    where index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] == 0x80:
      return 3
    default: return 0
    }
  }
}
