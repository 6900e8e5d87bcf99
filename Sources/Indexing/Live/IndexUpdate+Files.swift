// SPDX-License-Identifier: Apache-2.0
import IndexFormat
import Storage

/// The files of a live index, as its writer changes them.
extension IndexUpdate {
  /// What a writer finds.
  struct State {
    var commit: IndexCommit?
    var previous: Manifest?
    var nextFile: UInt64 = 1
    var nextManifest: UInt64 = 1
  }

  /// Reads the newest commit, and the numbers that names have had.
  static func state(
    of folder: IndexFolder, _ start: Start, _ options: IndexWriterOptions
  ) throws(IndexingError) -> State {
    var state = State()
    let names: [String]
    do { names = try options.fileSystem.names(in: folder.path) } catch {
      throw .notRead(path: folder.path.string, reason: error.description)
    }
    var manifests: [UInt64] = []
    for entry in names.compactMap(IndexFolder.entry(named:)) {
      switch entry {
      case .manifest(let number):
        manifests.append(number)
        state.nextManifest = max(state.nextManifest, number + 1)
      case .setAside(let number, isManifest: true):
        state.nextManifest = max(state.nextManifest, number + 1)
      case .segment(let number), .tombstones(let number), .setAside(let number, isManifest: false):
        state.nextFile = max(state.nextFile, number + 1)
      case .leftover: break
      }
    }
    manifests.sort(by: >)
    guard let newest = manifests.first else { return state }
    do {
      let commit = try folder.newestCommit()
      guard commit.manifest.number == newest else {
        throw IndexingError.needsRecovery(path: folder.path.string, reason: commit.skipped[0])
      }
      state.commit = commit
      state.nextFile = max(state.nextFile, commit.manifest.nextFile)
      if manifests.count > 1 { state.previous = try? folder.readManifest(manifests[1]) }
    } catch {
      // Who replaces everything need not read it.
      guard start != .replacing else { return state }
      if let error = error as? IndexingError { throw error }
      throw .needsRecovery(path: folder.path.string, reason: "\(error)")
    }
    return state
  }

  /// Writes new tombstones and then the manifest of all segments that have documents.
  mutating func writeManifest() throws(IndexingError) {
    // An index without documents keeps a segment, which has the schema.
    var kept = segments.filter { $0.liveCount > 0 }
    if kept.isEmpty { kept = Array(segments.suffix(1)) }
    do {
      for index in kept.indices where kept[index].hasNewTombstones {
        guard let tombstones = kept[index].tombstones else { continue }
        let bytes = tombstones.encoded()
        kept[index].record.deletedCount = tombstones.count
        kept[index].record.tombstoneFile = takeFileNumber()
        kept[index].record.tombstoneChecksum = Checksum.xxh3(bytes)
        try write(bytes, to: folder.tombstones(kept[index].record.tombstoneFile))
      }
      let number = nextManifest
      // Not used again even if this one fails: nobody knows then whether it lasts.
      nextManifest += 1
      let next = Manifest(
        number: number, nextFile: nextFile,
        statistics: LiveSegment.statistics(of: kept.map(\.segment)),
        segments: kept.map(\.record))
      try write(next.encoded(), to: folder.manifest(next.number))
      previous = manifest
      manifest = next
    } catch {
      throw .notWritten(path: folder.path.string, reason: error.description)
    }
    for index in kept.indices { kept[index].didCommit() }
    segments = kept
    committed = kept
  }

  private func write(_ bytes: [UInt8], to path: FilePath) throws(StorageError) {
    var file = try OutputFile(path: path, fileSystem: options.fileSystem)
    try file.write(bytes)
    try file.finish()
  }

  /// Removes files that neither the newest manifest names nor the one before it, and what a stopped
  /// writer left behind. What cannot be removed now is next time.
  ///
  /// As long as there is no commit that this writer knows, it removes nothing but what it made itself.
  func removeUnneeded() {
    guard let names = try? options.fileSystem.names(in: folder.path) else { return }
    let kept = [manifest, previous].compactMap(\.self)
    var files: Set<UInt64> = []
    for segment in kept.flatMap(\.segments) {
      files.insert(segment.file)
      files.insert(segment.tombstoneFile)
    }
    for segment in segments { files.insert(segment.record.file) }
    var failed: [String] = []
    var unneeded: [String] = []
    for name in names {
      switch IndexFolder.entry(named: name) {
      case .manifest(let number)?:
        guard !kept.contains(where: { $0.number == number }) else { continue }
        if number >= firstManifest, number > manifest?.number ?? 0 {
          failed.append(name)
        } else if !kept.isEmpty {
          unneeded.append(name)
        }
      case .segment(let number)?, .tombstones(let number)?:
        let mayGo = !kept.isEmpty || firstManifest == 1 || number >= firstFile
        if mayGo, !files.contains(number) { unneeded.append(name) }
      case .leftover?: unneeded.append(name)
      case .setAside?, nil: continue
      }
    }
    // A manifest that was given its name, but not for certain, goes for good before its files do.
    if !failed.isEmpty {
      do {
        for name in failed { try unlink(name) }
        try options.fileSystem.synchronizeFolder(folder.path)
      } catch { return }
    }
    for name in unneeded { try? unlink(name) }
  }

  private func unlink(_ name: String) throws(StorageError) {
    try options.fileSystem.unlink(FilePath("\(folder.path.string)/\(name)"))
  }

  // MARK: Merging

  /// Joins segments as the policy says and shows the result.
  ///
  /// - Returns: How many segments were joined.
  /// - Throws: what merging throws; the segments are then those of the last commit.
  mutating func mergeByPolicy() throws(IndexingError) -> Int {
    var count = 0
    do throws(IndexingError) {
      while let range = options.mergePolicy.next(segments.map(\.policySegment)) {
        count += range.count
        try merge(range, reorders: false)
      }
      guard count > 0 else { return 0 }
      try writeManifest()
    } catch {
      segments = committed
      throw error
    }
    removeUnneeded()
    return count
  }

  /// Joins all segments and shows the result.
  ///
  /// - Throws: as `mergeByPolicy()`.
  mutating func mergeCommitted(reorders: Bool) throws(IndexingError) {
    do throws(IndexingError) {
      try merge(segments.indices, reorders: reorders)
      try writeManifest()
    } catch {
      segments = committed
      throw error
    }
    removeUnneeded()
  }

  /// Replaces neighbouring segments by one.
  private mutating func merge(_ range: Range<Int>, reorders: Bool) throws(IndexingError) {
    let segment = try merged(segments[range].map(\.live), reorders: reorders)
    segments.replaceSubrange(range, with: [segment])
  }

  /// Writes a segment of the documents of others.
  mutating func merged(
    _ sources: [LiveSegment], reorders: Bool
  ) throws(IndexingError) -> WrittenSegment {
    var merger = IndexMerger(
      reorders: reorders, threadCount: options.threadCount, memoryLimit: options.memoryLimit)
    merger.isUpdatable = true
    merger.fileSystem = options.fileSystem
    let file = takeFileNumber()
    _ = try merger.merge(sources, into: folder.segment(file).string)
    return try open(file)
  }
}
