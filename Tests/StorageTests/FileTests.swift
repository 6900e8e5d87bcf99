// SPDX-License-Identifier: Apache-2.0

import Foundation
import Storage
import Testing

@Suite("Files")
struct FileTests {
  /// Calls a closure with a new folder and removes it and its files afterwards.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sakuin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func outputAppearsWhenFinished() throws {
    try withFolder { folder in
      let path = FilePath("\(folder)/out")
      var output = try OutputFile(path: path)
      var expected: [UInt8] = []
      for number in 0..<700 {
        let piece = [UInt8](repeating: UInt8(number % 256), count: number)
        try output.write(piece)
        expected += piece
      }
      let large = [UInt8](repeating: 7, count: 600_000)
      try output.write(large)
      expected += large
      #expect(output.byteCount == expected.count)
      #expect(output.runningChecksum == Checksum.xxh3(expected))
      #expect(try names(folder).count == 1 && names(folder) != ["out"])
      try output.finish()
      #expect(try names(folder) == ["out"])
      let mapped = try MappedFile(path: path)
      #expect(mapped.byteCount == expected.count)
      #expect(mapped.bytes().array == expected)
      #expect(Checksum.xxh3(mapped.bytes()) == Checksum.xxh3(expected))
    }
  }

  @Test func aDroppedOutputLeavesNothing() throws {
    try withFolder { folder in
      do {
        var output = try OutputFile(path: FilePath("\(folder)/out"))
        try output.write([1, 2, 3])
      }
      #expect(try names(folder) == [])
    }
  }

  @Test func aMappingOutlivesItsName() throws {
    try withFolder { folder in
      let path = FilePath("\(folder)/out")
      var first = try OutputFile(path: path)
      try first.write([1, 2, 3])
      try first.finish()
      let mapped = try MappedFile(path: path).bytes()
      var second = try OutputFile(path: path)
      try second.write([9])
      try second.finish()
      #expect(mapped.array == [1, 2, 3])
      #expect(try MappedFile(path: path).bytes().array == [9])
    }
  }

  @Test func missingFilesAndFoldersAreErrors() throws {
    #expect(throws: StorageError.system(call: "open", path: "/nowhere/x", code: 2)) {
      try MappedFile(path: "/nowhere/x")
    }
    #expect(throws: StorageError.self) { try MappedFile(path: "/tmp") }
    #expect(throws: StorageError.self) { _ = try OutputFile(path: "/nowhere/x") }
    try withFolder { folder in
      var empty = try OutputFile(path: FilePath("\(folder)/empty"))
      try empty.write([])
      try empty.finish()
      #expect(try MappedFile(path: FilePath("\(folder)/empty")).bytes().array == [])
    }
  }

  @Test(arguments: [10, 1 << 22])
  func spoolGivesBackWhatItTook(memoryLimit: Int) throws {
    try withFolder { folder in
      var spool = Spool(path: FilePath("\(folder)/spool"), memoryLimit: memoryLimit)
      var expected: [UInt8] = []
      for number in 0..<300 {
        let piece = [UInt8](repeating: UInt8(number % 256), count: number % 17)
        try spool.append(piece)
        expected += piece
      }
      #expect(spool.byteCount == expected.count)
      #expect(try names(folder) == [])
      var output = try OutputFile(path: FilePath("\(folder)/out"))
      try spool.copy(to: &output)
      try output.finish()
      #expect(try MappedFile(path: FilePath("\(folder)/out")).bytes().array == expected)
    }
  }

  @Test func paths() {
    #expect(FilePath("a").folder == ".")
    #expect(FilePath("/a").folder == "/")
    #expect(FilePath("b/c/a").folder == "b/c")
    #expect(FilePath("b/c/a").lastComponent == "a")
  }

  @Test func aFolderIsMadeOnceAndListsItsNames() throws {
    try withFolder { parent in
      let files = SystemFiles()
      let folder = FilePath("\(parent)/index")
      try files.createFolder(folder)
      try files.createFolder(folder)
      for name in ["b", "a", "日本", "a-1"] {
        let file = try files.create(FilePath("\(folder)/\(name)"))
        try file.write([1, 2, 3][...])
        #expect(try file.read(2, at: 1) == [2, 3])
        try file.synchronize()
        file.close()
      }
      #expect(try files.names(in: folder) == ["a", "a-1", "b", "日本"])
      #expect(throws: StorageError.self) { _ = try files.create(FilePath("\(folder)/a")) }
      try files.unlink(FilePath("\(folder)/a-1"))
      try files.rename(FilePath("\(folder)/b"), to: FilePath("\(folder)/a"))
      try files.synchronizeFolder(folder)
      #expect(try files.names(in: folder) == ["a", "日本"])
      #expect(throws: StorageError.self) { try files.createFolder(FilePath("\(folder)/a")) }
      #expect(throws: StorageError.self) { _ = try files.names(in: "/nowhere") }
    }
  }

  @Test func aLockHasOneHolderAndNamesIt() throws {
    try withFolder { folder in
      let path = FilePath("\(folder)/lock")
      let files = SystemFiles()
      var lock: FileLock? = try files.lock(path)
      let error = StorageError.locked(
        path: path.string, holder: ProcessInfo.processInfo.processIdentifier)
      #expect(throws: error) { _ = try files.lock(path) }
      #expect(error.description.contains("process \(ProcessInfo.processInfo.processIdentifier)"))
      withExtendedLifetime(lock) {}
      lock = nil
      lock = try files.lock(path)
      withExtendedLifetime(lock) {}
      #expect(throws: StorageError.self) { _ = try files.lock("/nowhere/lock") }
    }
  }
}
