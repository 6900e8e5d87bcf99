// SPDX-License-Identifier: Apache-2.0

internal import SystemPackage

/// What can go wrong with files and with bytes read from them.
package enum StorageError: Error, Hashable, CustomStringConvertible {
  /// The operating system refused a call: its name, the path, and `errno`.
  case system(call: String, path: String, code: Int32)
  /// Another holder has the lock: its process number, if it could be read.
  case locked(path: String, holder: Int32?)
  /// A file is larger than this process can map.
  case tooLarge(path: String, byteCount: UInt64)
  /// A read of `count` bytes at `offset` leaves a window of `size` bytes.
  case outOfBounds(offset: Int, count: Int, size: Int)
  /// A structure contradicts itself at `offset` of its window.
  case damaged(structure: String, offset: Int, reason: String)
  /// A table was given a key that does not sort after the one before it.
  case unsortedKey(index: Int)
  /// A table was given a key longer than `limit` bytes.
  case keyTooLong(byteCount: Int, limit: Int)
  /// A structure has outgrown the offsets of its format.
  case structureTooLarge(structure: String, limit: Int)

  /// Whether a file was to be opened that is not there.
  package var isMissingFile: Bool {
    if case .system("open", _, Errno.noSuchFileOrDirectory.rawValue) = self { true } else { false }
  }

  /// The error as a sentence.
  package var description: String {
    switch self {
    case .system(let call, let path, let code):
      "\(path): \(call) failed: \(Errno(rawValue: code).description)"
    case .locked(let path, let holder):
      """
      \(path): the lock is held by \(holder.map { "process \($0)" } ?? "another process"); try again \
      when it is done
      """
    case .tooLarge(let path, let byteCount):
      "\(path): \(byteCount) bytes are more than can be mapped"
    case .outOfBounds(let offset, let count, let size):
      "a read of \(count) bytes at offset \(offset) leaves a window of \(size) bytes"
    case .damaged(let structure, let offset, let reason):
      "damaged \(structure) at offset \(offset): \(reason)"
    case .unsortedKey(let index):
      "key number \(index) does not sort after the key before it"
    case .keyTooLong(let byteCount, let limit):
      "a key of \(byteCount) bytes is longer than \(limit) bytes"
    case .structureTooLarge(let structure, let limit):
      "a \(structure) cannot be larger than \(limit) bytes"
    }
  }
}
