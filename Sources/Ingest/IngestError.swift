// SPDX-License-Identifier: Apache-2.0

/// What stops a whole run of reading; a single bad document is a `Rejection`.
package enum IngestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A source that does not exist.
  case noSuchSource(path: String)
  /// A file whose name does not tell how to read it.
  case unknownKind(path: String)
  /// A compressed file, which must be unpacked first.
  case compressed(path: String)
  /// Standard input was given more than once.
  case repeatedStandardInput
  /// A system call failed.
  case system(call: String, path: String, code: Int32)
  /// A schema file that cannot be used.
  case schema(path: String, reason: String)

  /// The error as a sentence.
  package var description: String {
    switch self {
    case .noSuchSource(let path): "\(path): no such file or folder"
    case .unknownKind(let path):
      "\(path): unknown kind of file; known are .jsonl, .ndjson, .json (one object a line), .md, "
        + ".markdown, .txt, .text, folders, and - for JSON lines from standard input"
    case .compressed(let path):
      "\(path): compressed; unpack it into standard input, as in: zcat \(path) | searchctl index -"
    case .repeatedStandardInput: "standard input can be read only once"
    case .system(let call, let path, let code):
      "\(path): \(FileCalls.message(code)) (\(call))"
    case .schema(let path, let reason): "\(path): \(reason)"
    }
  }
}
