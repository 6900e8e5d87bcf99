// SPDX-License-Identifier: Apache-2.0

package import DocumentModel

/// Where a document stands.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  /// The file's path as it was reached, or `-` for standard input.
  package var file: String
  /// The line, from 1, where documents are lines; nil where a file is one document.
  package var line: Int?
  /// The byte of the file where the document begins.
  package var byteOffset: Int64
  /// The hash of the line, as `LineHashing` makes it; 0 where documents are no lines, or lines are not
  /// hashed.
  package var lineHash: UInt64 = 0

  /// Creates a location.
  package init(file: String, line: Int? = nil, byteOffset: Int64 = 0) {
    self.file = file
    self.line = line
    self.byteOffset = byteOffset
  }

  /// `file:line`, or the file alone.
  package var description: String { line.map { "\(file):\($0)" } ?? file }
}

/// A document that was not taken, and why.
package struct Rejection: Hashable, Sendable {
  /// The most bytes of a rejected document that are kept.
  package static let keptByteCount = 1 << 20

  /// Where it stands.
  package var location: SourceLocation
  /// Why it was not taken.
  package var reason: RejectionReason
  /// Its bytes as read, up to `keptByteCount`.
  package var raw: [UInt8]
  /// Whether `raw` is only the beginning.
  package var isCut: Bool

  /// Creates a rejection, keeping the beginning of long bytes.
  package init(
    location: SourceLocation, reason: RejectionReason, raw: some Collection<UInt8>,
    isCut: Bool = false
  ) {
    self.location = location
    self.reason = reason
    self.raw = Array(raw.prefix(Self.keptByteCount))
    self.isCut = isCut || raw.count > Self.keptByteCount
  }
}

/// Why a document was not taken.
package enum RejectionReason: Hashable, Sendable, CustomStringConvertible {
  /// Bytes that are not UTF-8, at an offset from the beginning of the document.
  case notUTF8(byteOffset: Int)
  /// Text that is not JSON, at an offset from the beginning of the line.
  case notJSON(message: String, byteOffset: Int)
  /// JSON that is not an object.
  case notAnObject
  /// Arrays or objects nested deeper than the limit.
  case tooDeep(limit: Int)
  /// More bytes than a document may have.
  case tooLong(limit: Int)
  /// No id, or null.
  case missingID(field: String)
  /// An id that is neither a string nor a whole number.
  case wrongTypeOfID(field: String)
  /// An id that an earlier document of the run has.
  case duplicateID(String)
  /// A document that the schema does not allow.
  case invalid(DocumentValidator.Issue)
  /// A front matter that is not YAML, at a line of the file.
  case notYAML(message: String, line: Int)
  /// A file that cannot be read.
  case unreadable(message: String)
  /// A document that the index does not take.
  case refused(message: String)
  /// A path that is not UTF-8, so that it cannot be an id.
  case pathNotUTF8

  /// The reason as a sentence.
  package var description: String {
    switch self {
    case .notUTF8(let offset): "not UTF-8 at byte \(offset)"
    case .notJSON(let message, let offset): "not JSON at byte \(offset): \(message)"
    case .notAnObject: "not a JSON object"
    case .tooDeep(let limit): "nested deeper than \(limit)"
    case .tooLong(let limit): "longer than \(limit) bytes"
    case .missingID(let field): "no \"\(field)\""
    case .wrongTypeOfID(let field): "\"\(field)\" must be a string or a whole number"
    case .duplicateID(let key): "the id \"\(key)\" stood before; the first document was taken"
    case .invalid(let issue): "\(issue)"
    case .notYAML(let message, let line): "front matter is not YAML in line \(line): \(message)"
    case .unreadable(let message): "cannot be read: \(message)"
    case .refused(let message): message
    case .pathNotUTF8: "the path is not UTF-8"
    }
  }
}

/// What a reader finds: a document, or one that was not taken.
package enum IngestItem: Hashable, Sendable {
  /// A document that fits the schema, and where it stands.
  case document(Document, SourceLocation)
  /// A line that was known before by its hash, and was not read.
  case known(lineHash: UInt64)
  /// A document that was not taken.
  case rejection(Rejection)
}

/// Something worth knowing that costs no document; each is reported once in a run.
package enum IngestNote: Hashable, Sendable, CustomStringConvertible {
  /// A field that the schema does not have; its values are not indexed.
  case unknownField(name: String, location: SourceLocation)
  /// Files of a folder whose names do not tell how to read them.
  case skippedFiles(count: Int, folder: String)
  /// A folder that cannot be read.
  case unreadableFolder(path: String, message: String)

  /// The note as a sentence.
  package var description: String {
    switch self {
    case .unknownField(let name, let location):
      "\(location): the schema has no field \"\(name)\"; it is not indexed"
    case .skippedFiles(let count, let folder):
      "\(folder): \(count) \(count == 1 ? "file" : "files") of other kinds skipped"
    case .unreadableFolder(let path, let message): "\(path): folder skipped: \(message)"
    }
  }
}
