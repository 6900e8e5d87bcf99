// SPDX-License-Identifier: Apache-2.0
import IndexFormat
package import Storage

/// Brings a live index back to the newest commit that is sound.
public struct IndexRecovery: Sendable {
  /// What recovery did.
  public struct Summary: Sendable, Hashable {
    /// A commit that is left out.
    public struct LeftOut: Sendable, Hashable {
      /// The number of its manifest.
      public var manifest: UInt64
      /// What is wrong with it.
      public var reasons: [String]
    }

    /// The number of the manifest that is the newest now.
    public var manifest: UInt64
    /// The documents that it shows.
    public var documentCount: Int
    /// The newer commits, which are left out; none when nothing was wrong.
    public var leftOut: [LeftOut]
    /// The names of the files that were put aside, as they were.
    public var setAside: [String]
  }

  private let folder: IndexFolder
  /// Where files are renamed.
  package var fileSystem: any FileSystem = SystemFiles()

  /// The recovery of the live index in a folder.
  public init(folder: String) { self.folder = IndexFolder(FilePath(folder)) }

  /// Checks commits from the newest on, whole, and puts aside what is newer than the first sound one.
  ///
  /// No file is changed or removed: manifests and files that only they name get `.set-aside` behind
  /// their names.
  ///
  /// - Throws: `IndexingError.notRecoverable` when no commit is sound, and nothing was done;
  ///   `.locked`, `.notALiveIndex`, `.notRead`, `.notWritten`.
  /// - Complexity: O(size of the index).
  public func recover() throws(IndexingError) -> Summary {
    let path = folder.path.string
    let lock: FileLock
    let numbers: [UInt64]
    do {
      numbers = try folder.manifestNumbers()
      guard !numbers.isEmpty else { throw IndexingError.notALiveIndex(path: path) }
      lock = try fileSystem.lock(folder.lock)
    } catch let error as IndexingError {
      throw error
    } catch StorageError.locked(_, let holder) {
      throw .locked(path: path, holder: holder)
    } catch {
      throw .notRead(path: path, reason: "\(error)")
    }
    defer { withExtendedLifetime(lock) {} }
    var checker = FolderChecker(folder)
    var leftOut: [Summary.LeftOut] = []
    for number in numbers {
      let findings = checker.check(manifest: number)
      guard findings.isEmpty else {
        leftOut.append(.init(manifest: number, reasons: findings.map(\.description)))
        continue
      }
      do {
        let manifest = try folder.readManifest(number)
        return Summary(
          manifest: number, documentCount: manifest.liveCount, leftOut: leftOut,
          setAside: try putAside(leftOut.map(\.manifest), newest: number))
      } catch {
        throw .notWritten(path: path, reason: "\(error)")
      }
    }
    throw .notRecoverable(
      path: path,
      reasons: leftOut.map { "manifest \($0.manifest): \($0.reasons.first ?? "unreadable")" })
  }

  /// Puts aside manifests, the newest first, and then the files that no manifest from `newest` down
  /// names.
  private func putAside(
    _ manifests: [UInt64], newest: UInt64
  ) throws -> [String] {
    guard !manifests.isEmpty else { return [] }
    var names: [String] = []
    func putAside(_ path: FilePath) throws {
      try fileSystem.rename(path, to: IndexFolder.setAside(path))
      names.append(path.lastComponent)
    }
    for number in manifests { try putAside(folder.manifest(number)) }
    try fileSystem.synchronizeFolder(folder.path)
    var files: Set<UInt64> = []
    for number in try folder.manifestNumbers() {
      guard let manifest = try? folder.readManifest(number) else { continue }
      for segment in manifest.segments {
        files.formUnion([segment.file, segment.tombstoneFile])
      }
    }
    for name in try fileSystem.names(in: folder.path) {
      switch IndexFolder.entry(named: name) {
      case .segment(let number)? where !files.contains(number):
        try putAside(folder.segment(number))
      case .tombstones(let number)? where !files.contains(number):
        try putAside(folder.tombstones(number))
      default: continue
      }
    }
    try fileSystem.synchronizeFolder(folder.path)
    return names
  }
}
