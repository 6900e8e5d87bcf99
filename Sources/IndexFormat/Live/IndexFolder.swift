// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
package import Storage

/// The folder of a live index: which names its files have, and how its commits are read.
///
/// ```
/// lock                 held by the one writer
/// manifest-7           one commit; the highest number is the newest
/// segment-12.sakuin    a segment file
/// tombstones-13        deleted documents of a segment
/// ```
///
/// No name is used twice, and no file is changed once it has its name. Everything behind such a name
/// (`manifest-8.partial-4711`) is a leftover of a writer that was stopped, but for names that end in
/// `.set-aside`, where `recover` puts what it leaves out.
package struct IndexFolder: Sendable, Hashable {
  /// The folder.
  package let path: FilePath

  /// What a name stands for.
  package enum Entry: Sendable, Hashable {
    /// A manifest of a number.
    case manifest(UInt64)
    /// A segment file of a number.
    case segment(UInt64)
    /// A tombstone file of a number.
    case tombstones(UInt64)
    /// Something that was left out on recovery, of a number of manifests, or else of files.
    case setAside(number: UInt64, isManifest: Bool)
    /// What a writer left behind that was stopped.
    case leftover
  }

  /// How often a commit is looked for again when files vanish while it is opened.
  private static let attemptLimit = 64

  /// The folder of a path.
  package init(_ path: FilePath) {
    var text = path.string
    while text.count > 1, text.hasSuffix("/") { text.removeLast() }
    self.path = FilePath(text)
  }

  /// The writer's lock.
  package var lock: FilePath { file("lock") }

  /// The path of a manifest.
  package func manifest(_ number: UInt64) -> FilePath { file("manifest-\(number)") }

  /// The path of a segment file.
  package func segment(_ number: UInt64) -> FilePath { file("segment-\(number).sakuin") }

  /// The path of a tombstone file.
  package func tombstones(_ number: UInt64) -> FilePath { file("tombstones-\(number)") }

  /// Where `recover` puts a file that it leaves out.
  package static func setAside(_ path: FilePath) -> FilePath {
    FilePath(path.string + setAsideSuffix)
  }

  private static let setAsideSuffix = ".set-aside"

  private func file(_ name: String) -> FilePath { FilePath("\(path.string)/\(name)") }

  /// What people call the index of a segment: the folder for a segment of a live index, otherwise the
  /// file.
  package static func index(ofSegment name: String) -> String {
    let path = FilePath(name)
    guard case .segment? = entry(named: path.lastComponent) else { return name }
    return path.folder.string
  }

  /// What a name in the folder stands for; nil for one that no index gives.
  package static func entry(named name: String) -> Entry? {
    for (prefix, suffix) in [("manifest-", ""), ("segment-", ".sakuin"), ("tombstones-", "")] {
      guard name.hasPrefix(prefix) else { continue }
      let rest = name.dropFirst(prefix.count)
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let number = UInt64(digits), String(number) == digits, number > 0 else { return nil }
      let tail = rest.dropFirst(digits.count)
      if tail == suffix + setAsideSuffix {
        return .setAside(number: number, isManifest: prefix == "manifest-")
      }
      guard tail == suffix else { return tail.hasPrefix(suffix + ".") ? .leftover : nil }
      switch prefix {
      case "manifest-": return .manifest(number)
      case "segment-": return .segment(number)
      default: return .tombstones(number)
      }
    }
    return nil
  }

  /// The numbers of the manifests, the newest first.
  ///
  /// - Throws: `IndexFormatError.storage`.
  package func manifestNumbers() throws(IndexFormatError) -> [UInt64] {
    let names: [String]
    do { names = try SystemFiles().names(in: path) } catch { throw .storage(error) }
    return names.compactMap { name in
      if case .manifest(let number)? = Self.entry(named: name) { number } else { nil }
    }.sorted(by: >)
  }

  /// Reads a manifest.
  ///
  /// - Throws: `IndexFormatError.storage` or `.damaged`.
  package func readManifest(_ number: UInt64) throws(IndexFormatError) -> Manifest {
    let path = manifest(number)
    let manifest = try Manifest(Self.map(path), file: path.string)
    guard manifest.number == number else {
      throw .damaged(
        file: path.string, section: "manifest", offset: 16,
        reason: "it is manifest \(manifest.number)")
    }
    return manifest
  }

  /// Opens the newest commit whose manifest can be read.
  ///
  /// Files that vanish meanwhile were dropped by a newer commit, which is then opened.
  ///
  /// - Parameter known: A commit of this folder whose segments are taken over where they are the same.
  /// - Returns: The commit, with what was passed over.
  /// - Throws: `IndexFormatError.notAnIndex` for a folder without a manifest, `.storage`, `.damaged`.
  /// - Complexity: O(segments); with tombstones, O(their documents / 64).
  package func newestCommit(
    reusing known: IndexCommit? = nil
  ) throws(IndexFormatError) -> IndexCommit {
    for _ in 0..<Self.attemptLimit {
      let numbers = try manifestNumbers()
      do throws(IndexFormatError) {
        return try newestCommit(of: numbers, reusing: known)
      } catch {
        guard error.isMissingFile else { throw error }
        guard try manifestNumbers() != numbers else {
          throw damaged("a file that it names is not there: \(error)")
        }
      }
    }
    throw damaged("its files vanish again and again")
  }

  private func newestCommit(
    of numbers: [UInt64], reusing known: IndexCommit?
  ) throws(IndexFormatError) -> IndexCommit {
    var skipped: [IndexFormatError] = []
    for number in numbers {
      let manifest: Manifest
      do throws(IndexFormatError) {
        manifest = try readManifest(number)
      } catch {
        guard case .damaged = error else { throw error }
        skipped.append(error)
        continue
      }
      return IndexCommit(
        manifest: manifest, segments: try open(manifest, reusing: known),
        skipped: skipped.map(\.description))
    }
    throw skipped.first ?? .notAnIndex(path: path.string)
  }

  private func damaged(_ reason: String) -> IndexFormatError {
    .damaged(file: path.string, section: "manifest", offset: 0, reason: reason)
  }

  /// Opens the segments and tombstones of a manifest, and holds them to it.
  ///
  /// - Throws: `IndexFormatError.storage` or `.damaged`.
  package func open(
    _ manifest: Manifest, reusing known: IndexCommit? = nil
  ) throws(IndexFormatError) -> [LiveSegment] {
    var segments: [LiveSegment] = []
    for record in manifest.segments {
      let old = known.flatMap { known in
        known.manifest.segments.firstIndex {
          $0.file == record.file && $0.segmentID == record.segmentID
        }.map { (record: known.manifest.segments[$0], segment: known.segments[$0]) }
      }
      let reader: SegmentReader
      if let old {
        reader = old.segment.reader
      } else {
        reader = try SegmentReader(path: segment(record.file))
      }
      guard reader.segmentID == record.segmentID, reader.byteCount == record.byteCount,
        reader.documentCount == record.documentCount
      else {
        throw .damaged(
          file: reader.name, section: "footer", offset: 0,
          reason: "not the segment that \(self.manifest(manifest.number)) names")
      }
      if let old, old.record == record {
        segments.append(old.segment)
      } else {
        segments.append(LiveSegment(reader, tombstones: try tombstones(of: record)))
      }
    }
    guard segments.allSatisfy({ $0.reader.schema == segments[0].reader.schema }),
      LiveSegment.statistics(of: segments) == manifest.statistics
    else {
      throw .damaged(
        file: self.manifest(manifest.number).string, section: "manifest", offset: 40,
        reason: "its segments have other fields or other sums over them")
    }
    return segments
  }

  private func tombstones(of record: Manifest.Segment) throws(IndexFormatError) -> Tombstones? {
    guard record.tombstoneFile > 0 else { return nil }
    let path = tombstones(record.tombstoneFile)
    let bytes = try Self.map(path)
    let tombstones = try Tombstones(bytes, file: path.string)
    guard tombstones.segmentID == record.segmentID, tombstones.count == record.deletedCount,
      tombstones.documentCount == record.documentCount,
      Checksum.xxh3(bytes) == record.tombstoneChecksum
    else {
      throw .damaged(
        file: path.string, section: "tombstones", offset: 0,
        reason: "not those that the manifest names")
    }
    return tombstones
  }

  private static func map(_ path: FilePath) throws(IndexFormatError) -> MappedBytes {
    do throws(StorageError) {
      return try MappedFile(path: path).bytes()
    } catch { throw .storage(error) }
  }
}

extension IndexFormatError {
  /// Whether a file was to be opened that is not there.
  package var isMissingFile: Bool {
    if case .storage(let error) = self { error.isMissingFile } else { false }
  }
}
