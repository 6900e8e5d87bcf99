// SPDX-License-Identifier: Apache-2.0

/// The files that a list of sources stands for, in reading order: sources as given, the files of a
/// folder sorted by the bytes of their paths.
///
/// Names that begin with a dot are passed over. Links are followed; a folder that was listed before
/// in the same source, as a loop of links would have it, is not listed again. Memory grows with the
/// number of files, not with their contents.
struct SourceListing {
  /// The files.
  private(set) var files: [SourceFile] = []
  /// Files that cannot become documents because of their names.
  private(set) var rejections: [Rejection] = []
  /// What was passed over.
  private(set) var notes: [IngestNote] = []

  /// Lists sources.
  ///
  /// - Throws: A source that does not exist or whose kind is not known.
  init(sources: [String]) throws(IngestError) {
    var hasStandardInput = false
    for source in sources {
      if source == "-" {
        if hasStandardInput { throw .repeatedStandardInput }
        hasStandardInput = true
        files.append(SourceFile(path: "-", kind: .jsonLines, key: "", byteCount: nil))
        continue
      }
      guard let status = try FileCalls.status(of: source) else {
        throw .noSuchSource(path: source)
      }
      switch status.kind {
      case .folder:
        try listFolder(source, status.identity)
      case .file:
        let file = try file(named: source)
        files.append(
          SourceFile(
            path: source, kind: file, key: Self.key(ofPath: source), byteCount: status.byteCount))
      case .other:
        let kind = SourceFile.Kind(name: source, isNamedByUser: true) ?? .jsonLines
        files.append(
          SourceFile(path: source, kind: kind, key: Self.key(ofPath: source), byteCount: nil))
      }
    }
  }

  private func file(named path: String) throws(IngestError) -> SourceFile.Kind {
    let lowercased = path.lowercased()
    if [".gz", ".zst", ".xz", ".bz2", ".zip"].contains(where: { lowercased.hasSuffix($0) }) {
      throw .compressed(path: path)
    }
    guard let kind = SourceFile.Kind(name: path, isNamedByUser: true) else {
      throw .unknownKind(path: path)
    }
    return kind
  }

  /// A path without the `./` it may begin with.
  private static func key(ofPath path: String) -> String {
    var key = path[...]
    while key.hasPrefix("./") { key = key.dropFirst(2).drop { $0 == "/" } }
    return String(key)
  }

  private mutating func listFolder(
    _ root: String, _ identity: FileCalls.Identity
  ) throws(IngestError) {
    var seen: Set<FileCalls.Identity> = [identity]
    var skippedCount = 0
    let prefix = root.hasSuffix("/") ? root : root + "/"
    // Entries still to be visited, the next one last; a folder's key ends in "/".
    var pending = try entries(prefix: prefix, folder: "", seen: &seen)
    while let entry = pending.popLast() {
      guard entry.isFolder else {
        if let kind = SourceFile.Kind(name: entry.key, isNamedByUser: false) {
          let path = prefix + entry.key
          files.append(
            SourceFile(path: path, kind: kind, key: entry.key, byteCount: entry.byteCount))
        } else {
          skippedCount += 1
        }
        continue
      }
      do throws(IngestError) {
        pending += try entries(prefix: prefix, folder: entry.key, seen: &seen)
      } catch {
        guard case .system(_, let path, let code) = error else { throw error }
        notes.append(.unreadableFolder(path: path, message: FileCalls.message(code)))
      }
    }
    if skippedCount > 0 { notes.append(.skippedFiles(count: skippedCount, folder: root)) }
  }

  private struct Entry {
    var key: String
    var isFolder: Bool
    var byteCount: Int64
  }

  /// What is in a folder, in reverse order.
  private mutating func entries(
    prefix: String, folder: String, seen: inout Set<FileCalls.Identity>
  ) throws(IngestError) -> [Entry] {
    var entries: [Entry] = []
    for bytes in try FileCalls.names(inFolder: prefix + folder) {
      guard let name = String(validating: bytes, as: UTF8.self) else {
        let location = SourceLocation(
          file: prefix + folder + String(decoding: bytes, as: UTF8.self))
        rejections.append(Rejection(location: location, reason: .pathNotUTF8, raw: bytes))
        continue
      }
      let path = folder + name
      // A link to nowhere is passed over.
      let status: FileCalls.Status?
      do throws(IngestError) {
        status = try FileCalls.status(of: prefix + path)
      } catch {
        guard case .system(_, let path, let code) = error else { throw error }
        let reason = RejectionReason.unreadable(message: FileCalls.message(code))
        rejections.append(Rejection(location: SourceLocation(file: path), reason: reason, raw: []))
        continue
      }
      guard let status else { continue }
      switch status.kind {
      case .file:
        entries.append(Entry(key: path, isFolder: false, byteCount: status.byteCount))
      case .folder where seen.insert(status.identity).inserted:
        entries.append(Entry(key: path + "/", isFolder: true, byteCount: 0))
      case .folder, .other: continue
      }
    }
    return entries.sorted { $1.key.utf8.lexicographicallyPrecedes($0.key.utf8) }
  }
}
