// SPDX-License-Identifier: Apache-2.0

/// A path to a file or folder, as the operating system takes it.
package struct FilePath: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The path as text.
  package var string: String

  /// Creates a path from text.
  package init(_ string: String) { self.string = string }

  /// Creates a path from a literal.
  package init(stringLiteral value: String) { self.string = value }

  /// The path as text.
  package var description: String { string }

  /// The folder that holds the file: `.` for a bare name, `/` for a name in the root.
  package var folder: FilePath {
    guard let slash = string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    let head = string[..<slash]
    return head.isEmpty ? "/" : FilePath(String(head))
  }

  /// Whether there is a folder at the path.
  package var isFolder: Bool { FileDescriptorCalls.isFolder(self) }

  /// The last component of the path.
  package var lastComponent: String {
    guard let slash = string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return string }
    return String(string[string.utf8.index(after: slash)...])
  }

  /// A name beside the file for one that only this process uses, and only for some purpose.
  package func temporary(_ purpose: String) -> FilePath {
    FilePath("\(string).\(purpose)-\(FileDescriptorCalls.processID())")
  }
}
