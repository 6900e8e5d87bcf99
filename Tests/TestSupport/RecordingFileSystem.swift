// SPDX-License-Identifier: Apache-2.0

package import Storage
import Synchronization

/// What was done to a disk, one step after the other.
package enum FileOperation: Sendable, Hashable {
  /// A file was created under a name; the number is the file's own.
  case create(String, file: Int)
  /// Bytes were appended.
  case write(file: Int, [UInt8])
  /// The bytes of a file were made to last.
  case synchronize(file: Int)
  /// A name was given to what had another.
  case rename(String, to: String)
  /// A name was removed.
  case unlink(String)
  /// A folder was made.
  case createFolder(String)
  /// The names in a folder were made to last.
  case synchronizeFolder(String)
  /// No operation, but what a test says of this moment.
  case mark(String)
}

/// The real file system, in a folder for tests, which writes down what is done and fails when told to.
package final class RecordingFileSystem: FileSystem {
  /// How a call fails.
  package struct Fault: Sendable {
    /// The number of the call, from 0.
    package var call: Int
    /// `errno`.
    package var code: Int32
    /// Whether all later calls fail as well: those that write, on a disk that stays full.
    package var isLasting: Bool

    /// Creates a fault.
    package init(call: Int, code: Int32, isLasting: Bool) {
      self.call = call
      self.code = code
      self.isLasting = isLasting
    }
  }

  private struct State {
    var operations: [FileOperation] = []
    var fileCount = 0
    var callCount = 0
    var isRepaired = false
  }

  private let state = Mutex(State())
  private let fault: Fault?
  private let files = SystemFiles()

  /// Creates one that fails as the fault says, or never.
  package init(fault: Fault? = nil) { self.fault = fault }

  /// What was done so far.
  package var operations: [FileOperation] { state.withLock { $0.operations } }

  /// How many calls there were.
  package var callCount: Int { state.withLock { $0.callCount } }

  /// Makes the disk well: no more calls fail.
  package func repair() { state.withLock { $0.isRepaired = true } }

  /// Writes down something about this moment.
  package func mark(_ text: String) { record(.mark(text)) }

  fileprivate func record(_ operation: FileOperation) {
    state.withLock { $0.operations.append(operation) }
  }

  /// Counts a call and fails if it is its turn. One that takes no room passes on a full disk.
  ///
  /// - Throws: `StorageError.system`.
  fileprivate func enter(
    _ call: String, _ path: FilePath, frees: Bool = false
  ) throws(StorageError) {
    let (number, isRepaired) = state.withLock { state in
      defer { state.callCount += 1 }
      return (state.callCount, state.isRepaired)
    }
    guard let fault, !isRepaired else { return }
    if number == fault.call || (fault.isLasting && number > fault.call && !frees) {
      throw .system(call: call, path: path.string, code: fault.code)
    }
  }

  package func create(_ path: FilePath) throws(StorageError) -> any WritableFile {
    try enter("open", path)
    let file = try files.create(path)
    let number = state.withLock { state in
      state.fileCount += 1
      state.operations.append(.create(path.string, file: state.fileCount))
      return state.fileCount
    }
    return RecordedFile(file: file, number: number, path: path, system: self)
  }

  package func rename(_ source: FilePath, to target: FilePath) throws(StorageError) {
    try enter("rename", target)
    try files.rename(source, to: target)
    record(.rename(source.string, to: target.string))
  }

  package func unlink(_ path: FilePath) throws(StorageError) {
    try enter("unlink", path, frees: true)
    try files.unlink(path)
    record(.unlink(path.string))
  }

  package func createFolder(_ path: FilePath) throws(StorageError) {
    try enter("mkdir", path)
    try files.createFolder(path)
    record(.createFolder(path.string))
  }

  package func synchronizeFolder(_ path: FilePath) throws(StorageError) {
    try enter("fsync", path)
    try files.synchronizeFolder(path)
    record(.synchronizeFolder(path.string))
  }

  package func names(in folder: FilePath) throws(StorageError) -> [String] {
    try enter("readdir", folder, frees: true)
    return try files.names(in: folder)
  }

  package func lock(_ path: FilePath) throws(StorageError) -> FileLock {
    try enter("flock", path)
    return try files.lock(path)
  }
}

/// A file whose writes are written down.
private struct RecordedFile: WritableFile {
  let file: any WritableFile
  let number: Int
  let path: FilePath
  let system: RecordingFileSystem

  func write(_ bytes: ArraySlice<UInt8>) throws(StorageError) {
    do throws(StorageError) {
      try system.enter("write", path)
    } catch {
      // What a full disk does: it takes a part.
      let part = bytes.prefix(bytes.count / 2)
      try file.write(part)
      system.record(.write(file: number, Array(part)))
      throw error
    }
    try file.write(bytes)
    system.record(.write(file: number, Array(bytes)))
  }

  func read(_ count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
    try system.enter("pread", path, frees: true)
    return try file.read(count, at: offset)
  }

  func synchronize() throws(StorageError) {
    try system.enter("fdatasync", path)
    try file.synchronize()
    system.record(.synchronize(file: number))
  }

  func close() { file.close() }
}
