// SPDX-License-Identifier: Apache-2.0

package import Storage

/// An index as it was named and opened: one file, or the newest commit of a live index.
package enum OpenIndex: Sendable {
  /// An index file.
  case file(FilePath, SegmentReader)
  /// A live index.
  case folder(IndexFolder, IndexCommit)

  /// Opens the index at a path.
  ///
  /// - Throws: `IndexFormatError`.
  package init(path: String) throws(IndexFormatError) {
    let path = FilePath(path)
    if path.isFolder {
      let folder = IndexFolder(path)
      self = .folder(folder, try folder.newestCommit())
    } else {
      self = .file(path, try SegmentReader(path: path))
    }
  }

  /// The segments, in order.
  package var segments: [LiveSegment] {
    switch self {
    case .file(_, let segment): [LiveSegment(segment)]
    case .folder(_, let commit): commit.segments
    }
  }

  /// Newer commits that cannot be read, each as a sentence.
  package var unreadableCommits: [String] {
    switch self {
    case .file: []
    case .folder(_, let commit): commit.skipped
    }
  }

  /// Whether the index is as it was opened.
  ///
  /// - Throws: `IndexFormatError`.
  package func isCurrent() throws(IndexFormatError) -> Bool {
    switch self {
    case .file(let path, let segment):
      return try SegmentReader(path: path).segmentID == segment.segmentID
    case .folder(let folder, let commit):
      let numbers = try folder.manifestNumbers()
      guard numbers.first != commit.manifest.number else { return true }
      // Newer ones may be those that could not be read.
      return try folder.newestCommit(reusing: commit).manifest == commit.manifest
    }
  }

  /// The index as it is now; what has not changed is shared.
  ///
  /// - Throws: `IndexFormatError`.
  package func reopened() throws(IndexFormatError) -> OpenIndex {
    switch self {
    case .file(let path, let segment):
      let now = try SegmentReader(path: path)
      return .file(path, now.segmentID == segment.segmentID ? segment : now)
    case .folder(let folder, let commit):
      return .folder(folder, try folder.newestCommit(reusing: commit))
    }
  }
}
