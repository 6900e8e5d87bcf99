// SPDX-License-Identifier: Apache-2.0

internal import SystemPackage

/// Everything an index does to a disk: the seam at which tests record it and make it fail.
///
/// Whoever writes takes a file system, `SystemFiles` unless told otherwise, and hands it on.
/// Readers map files and need none. What lasts when the machine stops: the bytes of a file that was
/// synchronized, under the names its folder had when the folder was.
package protocol FileSystem: Sendable {
  /// Creates a file for writing, mode 0644.
  ///
  /// - Throws: `StorageError.system`, also when there is a file of that name.
  func create(_ path: FilePath) throws(StorageError) -> any WritableFile

  /// Gives a file another name, in place of a file that has it.
  ///
  /// - Throws: `StorageError.system`.
  func rename(_ source: FilePath, to target: FilePath) throws(StorageError)

  /// Removes a file's name; mappings of it stay. A file that is not there is no error.
  ///
  /// - Throws: `StorageError.system`.
  func unlink(_ path: FilePath) throws(StorageError)

  /// Creates a folder, mode 0755. One that is there is no error.
  ///
  /// - Throws: `StorageError.system`.
  func createFolder(_ path: FilePath) throws(StorageError)

  /// Makes the names in a folder last.
  ///
  /// - Throws: `StorageError.system`.
  func synchronizeFolder(_ path: FilePath) throws(StorageError)

  /// The names in a folder, ascending as bytes, without `.` and `..`.
  ///
  /// - Throws: `StorageError.system`.
  func names(in folder: FilePath) throws(StorageError) -> [String]

  /// Takes a lock that one holder at most has, on this machine, until it is dropped or its process
  /// ends. The file is made if need be and stays; the holder's process number is in it.
  ///
  /// - Throws: `StorageError.locked` when another has it, `.system`.
  func lock(_ path: FilePath) throws(StorageError) -> FileLock
}

/// A new file that is being written, front to back.
package protocol WritableFile: Sendable {
  /// Appends bytes.
  ///
  /// - Throws: `StorageError.system`; some of the bytes may have been written.
  func write(_ bytes: ArraySlice<UInt8>) throws(StorageError)

  /// Reads bytes back, whatever the file's name is now.
  ///
  /// - Throws: `StorageError.system`, also when there are not so many.
  func read(_ count: Int, at offset: Int) throws(StorageError) -> [UInt8]

  /// Makes the bytes last. After an error nothing is known about them, and trying again tells nothing.
  ///
  /// - Throws: `StorageError.system`.
  func synchronize() throws(StorageError)

  /// Closes the file, which is then only good to be dropped.
  func close()
}

/// The file system of the operating system.
package struct SystemFiles: FileSystem {
  /// The one there is.
  package init() {}

  /// open(2).
  package func create(_ path: FilePath) throws(StorageError) -> any WritableFile {
    SystemFile(file: try FileDescriptorCalls.createForWriting(path), path: path)
  }

  /// rename(2).
  package func rename(_ source: FilePath, to target: FilePath) throws(StorageError) {
    try FileDescriptorCalls.rename(source, to: target)
  }

  /// unlink(2).
  package func unlink(_ path: FilePath) throws(StorageError) {
    try FileDescriptorCalls.unlink(path)
  }

  /// mkdir(2).
  package func createFolder(_ path: FilePath) throws(StorageError) {
    try FileDescriptorCalls.createFolder(path)
  }

  /// fsync(2).
  package func synchronizeFolder(_ path: FilePath) throws(StorageError) {
    try FileDescriptorCalls.synchronizeFolder(path)
  }

  /// readdir(3).
  package func names(in folder: FilePath) throws(StorageError) -> [String] {
    try FileDescriptorCalls.names(in: folder)
  }

  /// flock(2).
  package func lock(_ path: FilePath) throws(StorageError) -> FileLock {
    try FileLock(path: path)
  }
}

/// A file by its descriptor.
private struct SystemFile: WritableFile {
  let file: FileDescriptor
  let path: FilePath

  func write(_ bytes: ArraySlice<UInt8>) throws(StorageError) {
    try FileDescriptorCalls.writeAll(bytes, to: file, path)
  }

  func read(_ count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
    try FileDescriptorCalls.read(count, at: offset, from: file, path)
  }

  func synchronize() throws(StorageError) { try FileDescriptorCalls.synchronizeData(file, path) }

  func close() { try? file.close() }
}
