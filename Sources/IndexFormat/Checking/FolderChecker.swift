// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Something wrong in one of the files of an index.
package struct FileFinding: Hashable, Sendable, CustomStringConvertible {
  /// The file's path.
  package var file: String
  /// What is wrong.
  package var finding: Finding

  /// The finding as a line.
  package var description: String { "\(file): \(finding)" }

  /// A finding in a file.
  package init(file: String, finding: Finding) {
    self.file = file
    self.finding = finding
  }

  /// The finding that an error stands for, in the file that it names or else in another.
  init(_ error: IndexFormatError, file: String) {
    if case .damaged(let named, _, _, _) = error {
      self.init(file: named, finding: Finding(error))
    } else {
      self.init(file: file, finding: Finding(error))
    }
  }
}

/// Checks the commits of a live index: manifests, segments whole, tombstones, and that no two documents
/// that are not deleted have one key.
package struct FolderChecker {
  private let folder: IndexFolder
  /// What was found in segment files, which several commits may have.
  private var findings: [UInt64: [FileFinding]] = [:]

  /// A checker of a folder.
  package init(_ folder: IndexFolder) { self.folder = folder }

  /// Checks the newest commit, and whether older manifests can be read.
  ///
  /// - Returns: The findings; none for a sound index.
  /// - Throws: `IndexFormatError.notAnIndex` for a folder without a manifest, `.storage`.
  /// - Complexity: O(size of the index).
  package mutating func check() throws(IndexFormatError) -> [FileFinding] {
    let numbers = try folder.manifestNumbers()
    guard let newest = numbers.first else { throw .notAnIndex(path: folder.path.string) }
    var result = check(manifest: newest)
    for number in numbers.dropFirst() {
      do throws(IndexFormatError) {
        _ = try folder.readManifest(number)
      } catch {
        // A writer may have removed it by now.
        if !error.isMissingFile {
          result.append(FileFinding(error, file: folder.manifest(number).string))
        }
      }
    }
    return result
  }

  /// Checks one commit.
  package mutating func check(manifest number: UInt64) -> [FileFinding] {
    let path = folder.manifest(number).string
    let manifest: Manifest
    let segments: [LiveSegment]
    do throws(IndexFormatError) {
      manifest = try folder.readManifest(number)
    } catch {
      return [FileFinding(error, file: path)]
    }
    do throws(IndexFormatError) {
      segments = try folder.open(manifest)
    } catch {
      return [FileFinding(error, file: path)]
    }
    var result: [FileFinding] = []
    for (record, segment) in zip(manifest.segments, segments) {
      let known =
        findings[record.file]
        ?? IndexChecker.check(segment.reader).map {
          FileFinding(file: segment.reader.name, finding: $0)
        }
      findings[record.file] = known
      result += known
    }
    if result.isEmpty { result += checkKeys(segments, path) }
    return result
  }

  /// Walks all keys in their common order, where equal ones meet.
  private func checkKeys(_ segments: [LiveSegment], _ path: String) -> [FileFinding] {
    var cursors = segments.map { $0.reader.documentKeys() }
    do throws(IndexFormatError) {
      var heads: [[UInt8]?] = []
      for index in cursors.indices { heads.append(try next(&cursors[index], segments[index])) }
      while let key = heads.lazy.compactMap(\.self).min(by: { $0.lexicographicallyPrecedes($1) }) {
        let holders = heads.indices.filter { heads[$0] == key }
        if holders.count > 1 {
          let reason =
            "\(segments[holders[0]].reader.name) and \(segments[holders[1]].reader.name) both have a "
            + "document with the id \(String(decoding: key, as: UTF8.self))"
          return [
            FileFinding(
              file: path, finding: Finding(section: "manifest", offset: 0, reason: reason))
          ]
        }
        heads[holders[0]] = try next(&cursors[holders[0]], segments[holders[0]])
      }
      return []
    } catch {
      return [FileFinding(error, file: path)]
    }
  }

  private func next(
    _ cursor: inout DocumentKeyCursor, _ segment: LiveSegment
  ) throws(IndexFormatError) -> [UInt8]? {
    while let (key, document) = try cursor.next() {
      if !segment.isDeleted(document) { return key }
    }
    return nil
  }
}
