// SPDX-License-Identifier: Apache-2.0

internal import SystemPackage

/// A kernel lock on a file, held until it is dropped or the process ends, in whatever way.
///
/// It excludes other holders on this machine, also within this process; over a network file system,
/// as far as that passes locks on.
package final class FileLock: Sendable {
  private let file: FileDescriptor

  /// Takes the lock and writes this process's number into the file, which is made if need be.
  ///
  /// - Throws: `StorageError.locked` when another has it, `.system`.
  init(path: FilePath) throws(StorageError) {
    let file = try FileDescriptorCalls.openForLocking(path)
    do throws(StorageError) {
      guard try FileDescriptorCalls.lock(file, path) else {
        throw .locked(path: path.string, holder: Self.holder(file, path))
      }
      try FileDescriptorCalls.truncate(file, path)
    } catch {
      try? file.close()
      throw error
    }
    self.file = file
    // On a full disk the holder stays unnamed: deleting and merging must be possible.
    let number = Array("\(FileDescriptorCalls.processID())\n".utf8)
    try? FileDescriptorCalls.writeAll(number[...], to: file, path)
  }

  /// The process number in a lock's file; nil while its holder is just writing it.
  private static func holder(_ file: FileDescriptor, _ path: FilePath) -> Int32? {
    guard let size = try? FileDescriptorCalls.byteCount(file, path), size <= 20,
      let bytes = try? FileDescriptorCalls.read(Int(size), at: 0, from: file, path)
    else { return nil }
    return Int32(String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" })
  }

  deinit { try? file.close() }
}
