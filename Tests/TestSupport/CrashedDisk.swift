// SPDX-License-Identifier: Apache-2.0

/// What may be left on a disk when the machine stops at some moment of a recorded sequence.
///
/// What lasts for certain: the bytes of a file up to its last synchronization, and the names of a
/// folder as of its last. Of everything since then any part may be there: bytes all, none, torn off
/// or with holes; each change of a name or not, in whatever order.
package struct CrashedDisk {
  /// What a disk holds: folders, and files with their bytes, by path.
  package struct Contents: Hashable, Sendable {
    /// The folders.
    package var folders: Set<String> = []
    /// The files.
    package var files: [String: [UInt8]] = [:]
  }

  private struct File {
    var lasting: [UInt8] = []
    var pending: [UInt8] = []
  }

  private enum Entry: Hashable {
    case file(Int)
    case folder
  }

  /// A change of names in a folder that may or may not last.
  private struct Change {
    var folder: String
    var removed: String?
    var set: (name: String, entry: Entry)?
  }

  private var files: [Int: File] = [:]
  private var lasting: [String: Entry] = [:]
  private var current: [String: Entry] = [:]
  private var pending: [Change] = []
  private let root: String

  /// A disk with one folder, `root`, in which nothing is.
  package init(root: String) {
    self.root = root
    lasting[root] = .folder
    current[root] = .folder
  }

  /// Does an operation.
  package mutating func apply(_ operation: FileOperation) {
    switch operation {
    case .create(let path, let file):
      files[file] = File()
      change(Change(folder: Self.folder(of: path), set: (path, .file(file))))
    case .write(let file, let bytes): files[file]?.pending += bytes
    case .synchronize(let file):
      let pending = files[file]?.pending ?? []
      files[file]?.lasting += pending
      files[file]?.pending = []
    case .rename(let source, let target):
      guard let entry = current[source] else { return }
      change(
        Change(folder: Self.folder(of: target), removed: source, set: (target, entry)))
    case .unlink(let path):
      guard current[path] != nil else { return }
      change(Change(folder: Self.folder(of: path), removed: path))
    case .createFolder(let path):
      guard current[path] == nil else { return }
      change(Change(folder: Self.folder(of: path), set: (path, .folder)))
    case .synchronizeFolder(let path):
      for change in pending where change.folder == path { Self.apply(change, to: &lasting) }
      pending.removeAll { $0.folder == path }
    case .mark: break
    }
  }

  private mutating func change(_ change: Change) {
    Self.apply(change, to: &current)
    pending.append(change)
  }

  private static func apply(_ change: Change, to names: inout [String: Entry]) {
    if let removed = change.removed { names[removed] = nil }
    if let set = change.set { names[set.name] = set.entry }
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// Different contents that a crash now may leave, without repetition: the changes of names none,
  /// all, all but one, one alone, and some at random; with each, what was not synchronized of files
  /// dropped, kept, torn, and with a hole.
  package func outcomes(_ random: inout SeededGenerator) -> Set<Contents> {
    let all = Array(pending.indices)
    var choices: Set<[Int]> = [[], all]
    for index in all {
      choices.insert([index])
      choices.insert(all.filter { $0 != index })
      choices.insert(Array(all[...index]))
    }
    for _ in 0..<4 { choices.insert(all.filter { _ in Bool.random(using: &random) }) }
    var outcomes: Set<Contents> = []
    for choice in choices.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      var names = lasting
      for index in choice { Self.apply(pending[index], to: &names) }
      for fate in Fate.allCases { outcomes.insert(contents(names, fate, &random)) }
    }
    return outcomes
  }

  private enum Fate: CaseIterable {
    case dropped, kept, torn, holed
  }

  private func contents(
    _ names: [String: Entry], _ fate: Fate, _ random: inout SeededGenerator
  ) -> Contents {
    var contents = Contents()
    for (path, entry) in names where isThere(path, in: names) {
      switch entry {
      case .folder: contents.folders.insert(path)
      case .file(let number):
        guard let file = files[number] else { continue }
        var rest = file.pending
        if !rest.isEmpty {
          switch fate {
          case .dropped: rest = []
          case .kept: break
          case .torn: rest.removeLast(Int.random(in: 1...rest.count, using: &random))
          case .holed:
            let start = Int.random(in: 0..<rest.count, using: &random)
            let end = Int.random(in: start..<rest.count, using: &random) + 1
            for index in start..<end { rest[index] = 0 }
          }
        }
        contents.files[path] = file.lasting + rest
      }
    }
    return contents
  }

  /// Whether all folders above a path are there.
  private func isThere(_ path: String, in names: [String: Entry]) -> Bool {
    var path = path
    while path != root {
      path = Self.folder(of: path)
      guard path.hasPrefix(root), names[path] == .folder else { return false }
    }
    return true
  }
}
