// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import TextAnalysis

/// A few neighbouring documents: the unit of work of an analysis thread.
///
/// Where batches end depends on the documents alone, never on the number of threads.
struct DocumentBatch: Sendable {
  /// The number of the first document.
  var firstDocument: UInt32
  /// The documents in order.
  private(set) var documents: [Document] = []
  private var textByteCount = 0
  private let limit: Int

  /// The text, in bytes, that makes a batch full unless another limit is given: enough to be worth
  /// handing over, little enough that a few of them take no memory to speak of.
  static let usualLimit = 1 << 19
  private static let largestDocumentCount = 1 << 12

  /// Creates an empty batch that is full with `limit` bytes of text.
  init(firstDocument: UInt32, limit: Int = DocumentBatch.usualLimit) {
    self.firstDocument = firstDocument
    self.limit = limit
  }

  /// Whether the batch should be analyzed now.
  var isFull: Bool {
    textByteCount >= limit || documents.count >= Self.largestDocumentCount
  }

  /// Adds the next document.
  mutating func append(_ document: Document) {
    for field in document.fields {
      if case .text(let text) = field.value { textByteCount += text.utf8.count }
    }
    documents.append(document)
  }
}

/// A batch that was analyzed, with its field lengths.
struct InvertedBatch: Sendable {
  /// The documents.
  var batch: DocumentBatch
  /// The words in each field of each document, all fields of the first document first.
  var lengths: [UInt32]
  /// How long it took.
  var duration: Duration
}
