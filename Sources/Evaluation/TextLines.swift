// SPDX-License-Identifier: Apache-2.0

/// The lines of a file's bytes as text, numbered from 1, blank ones left out.
enum TextLines {
  static func lines(
    of bytes: [UInt8], file: String
  ) throws(EvaluationError) -> [(number: Int, text: String)] {
    var lines: [(number: Int, text: String)] = []
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let parts = bytes[start...].split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let line = part.last == 0x0D ? part.dropLast() : part
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      guard let text = String(validating: line, as: UTF8.self) else {
        throw .notUTF8(file: file, line: index + 1)
      }
      lines.append((index + 1, text))
    }
    if lines.isEmpty { throw .empty(file: file) }
    return lines
  }
}
