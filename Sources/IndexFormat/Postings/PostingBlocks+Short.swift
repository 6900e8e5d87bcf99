// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Terms in 1 to 128 documents.
extension PostingBlocks {
  /// Decodes the documents; returns the bit where the frequencies begin.
  func decodeShortDocuments(_ buffer: BlockBuffer) throws(IndexFormatError) -> Int {
    guard documentFrequency > 1, let short = reader.short else {
      buffer.setOnlyDocument(reader.onlyLast)
      return 0
    }
    do throws(StorageError) {
      var documents = InlineArray<128, UInt32>(repeating: 0)
      let end = try short.decodeDocuments(into: &documents)
      buffer.copyDocuments(documents, count: documentFrequency)
      return end
    } catch { throw reader.section.damaged(error) }
  }

  /// Decodes the frequencies from the bit that `decodeShortDocuments` returned on.
  func decodeShortFrequencies(
    at bit: Int, into buffer: BlockBuffer
  ) throws(IndexFormatError) {
    do throws(StorageError) {
      var frequencies = InlineArray<128, UInt32>(repeating: 1)
      if let short = reader.short {
        let end = try short.decodeFrequencies(at: bit, into: &frequencies)
        guard reader.hasPositions || documentFrequency == 1 || short.isEnd(end) else {
          throw .damaged(
            structure: "postings", offset: end / 8, reason: "bytes left over behind a block")
        }
      }
      buffer.copyFrequencies(frequencies, count: documentFrequency)
    } catch { throw reader.section.damaged(error) }
  }
}
