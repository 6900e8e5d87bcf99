// SPDX-License-Identifier: Apache-2.0

import Foundation
import IndexFormat
import Storage
import TestSupport
import Testing

@testable import Indexing

/// Nothing committed is lost and nothing uncommitted is shown, wherever a writer is stopped and whatever
/// the disk keeps of what was not synchronized; and whichever call fails.
@Suite("Crashes of a live index", .serialized)
struct CrashTests {
  /// Whether a make target asks for all cases, however long they take.
  private static let isThorough =
    ProcessInfo.processInfo.environment["SAKUIN_CRASH_CASES"] != nil

  /// What may be in the index at a point of a recorded session.
  private struct Allowed {
    var last: LiveModel
    /// What is being committed.
    var next: LiveModel?
    /// Whether the manifest that shows it has its name.
    var isNamed = false
  }

  /// The session, recorded: operations, with marks where commits begin and end.
  private static func recording(
    in root: String
  ) throws -> (
    operations: [FileOperation], models: [LiveModel]
  ) {
    let disk = RecordingFileSystem()
    let models = Box()
    var session = LiveSession(path: "\(root)/index", fileSystem: disk) { model, isDone in
      disk.mark(isDone ? "done" : "begin")
      if !isDone { models.values.append(model) }
    }
    for step in 0..<LiveSession.stepCount { try session.take(step) }
    return (disk.operations, models.values)
  }

  private final class Box {
    var values: [LiveModel] = []
  }

  /// What came of stopping a session everywhere.
  private struct Exploration {
    var stateCount = 0
    var differentCount = 0
    var continuedCount = 0
    var commitCount = 0
    /// What must not be.
    var violations: [String] = []
  }

  @Test(.timeLimit(.minutes(30)))
  func everyPrefixOfTheWritesLeavesACommit() throws {
    try withNewFolder { root in
      let (operations, models) = try Self.recording(in: root)
      #expect(try LiveSession.model(at: "\(root)/index") == LiveSession.lastModel)
      let result = try Self.explore(
        operations, models, root, continuing: Self.isThorough ? 1 : 8)
      print(
        "\(operations.count) crash points, \(result.stateCount) states of the disk,",
        "\(result.differentCount) different; \(result.continuedCount) continued by a writer;",
        "\(result.commitCount) commits")
      #expect(result.violations == [])
      #expect(result.commitCount == models.count && result.differentCount > 300)
    }
  }

  /// A writer that did not synchronize its files, or not its folder, would be found out.
  @Test func theStatesTellWhatIsNotSynchronized() throws {
    try withNewFolder { root in
      let (operations, models) = try Self.recording(in: root)
      let withoutFiles = operations.filter { if case .synchronize = $0 { false } else { true } }
      #expect(try !Self.explore(withoutFiles, models, root).violations.isEmpty)
      let withoutFolders = operations.filter {
        if case .synchronizeFolder(let path) = $0 { path == root } else { true }
      }
      #expect(try !Self.explore(withoutFolders, models, root).violations.isEmpty)
    }
  }

  /// A commit of which a call fails, which is rolled back, and made again: stopped anywhere meanwhile.
  @Test func aCommitThatFailsAndIsRolledBack() throws {
    try withNewFolder { root in
      let models: [LiveModel] = [["a": "first", "b": "first"], ["a": "second"]]
      var failedCount = 0
      var stateCount = 0
      var call = 0
      while true {
        let disk = RecordingFileSystem(fault: .init(call: call, code: EIO, isLasting: false))
        call += 1
        var isFailed = false
        do throws(IndexingError) {
          var writer = try IndexUpdate(
            path: "\(root)/index", start: .existingOrNew, options: LiveSession.options(disk))
          for (number, model) in models.enumerated() {
            while true {
              disk.mark("begin")
              do throws(IndexingError) {
                if number == 1 { _ = try writer.delete(key: "b") }
                for (key, text) in (model ?? [:]).sorted(by: { $0.key < $1.key }) {
                  try writer.put(LiveSession.document(key, text))
                }
                _ = try writer.commit()
                break
              } catch {
                isFailed = true
                writer.rollback()
              }
            }
            disk.mark("done")
          }
        } catch {
          // The writer could not even begin.
          isFailed = true
        }
        if disk.callCount <= call, !isFailed { break }
        try? FileManager.default.removeItem(atPath: "\(root)/index")
        guard isFailed, disk.operations.contains(.mark("done")) else { continue }
        let result = try Self.explore(disk.operations, models, root)
        #expect(result.violations == [], "call \(call - 1)")
        failedCount += 1
        stateCount += result.stateCount
      }
      print(
        "\(failedCount) commits that fail and are rolled back: \(stateCount) states of the disk")
      #expect(failedCount > 20)
    }
  }

  /// Stops everywhere and looks at what is left.
  ///
  /// Of the states, each one of `continuing` is taken up by a writer; none for 0.
  private static func explore(
    _ operations: [FileOperation], _ models: [LiveModel], _ root: String, continuing: Int = 0
  ) throws -> Exploration {
    var random = SeededGenerator(seed: 4)
    var disk = CrashedDisk(root: root)
    var allowed = Allowed(last: nil)
    var seen: Set<CrashedDisk.Contents> = []
    var result = Exploration()
    for (point, operation) in operations.enumerated() {
      disk.apply(operation)
      switch operation {
      case .mark("begin"): allowed.next = .some(models[result.commitCount])
      case .mark("done"):
        allowed = Allowed(last: models[result.commitCount])
        result.commitCount += 1
      case .rename(_, let target) where target.contains("/manifest-"): allowed.isNamed = true
      default: break
      }
      for contents in disk.outcomes(&random) {
        result.stateCount += 1
        // The same files may be left at several points, but not the same models be allowed.
        guard seen.insert(contents).inserted || allowed.next != nil else { continue }
        let continues = continuing > 0 && result.stateCount % continuing == 0
        result.continuedCount += continues ? 1 : 0
        if let violation = try violation(contents, allowed, root, continues: continues) {
          result.violations.append("point \(point), \(operation): \(violation)")
        }
      }
    }
    result.differentCount = seen.count
    return result
  }

  /// Puts files on disk, opens them as reader and as writer, and says what must not be.
  private static func violation(
    _ contents: CrashedDisk.Contents, _ allowed: Allowed, _ root: String, continues: Bool
  ) throws -> String? {
    let path = "\(root)/index"
    try? FileManager.default.removeItem(atPath: path)
    for folder in contents.folders.sorted() where folder != root {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    }
    for (file, bytes) in contents.files {
      try Data(bytes).write(to: URL(fileURLWithPath: file))
    }
    do {
      let found = try LiveSession.model(at: path)
      let isNext = allowed.isNamed && allowed.next.map { $0 == found } ?? false
      guard found == allowed.last || isNext else { return "the index holds something else" }
      guard continues else { return nil }
      var writer = try IndexUpdate(
        path: path, start: .existingOrNew, options: LiveSession.options())
      try writer.put(LiveSession.document("after", "the crash"))
      _ = try writer.commit()
      let wanted = (found ?? [:]).merging(["after": "the crash"]) { $1 }
      guard try LiveSession.model(at: path) == wanted else { return "a writer lost something" }
      let names = try FileManager.default.contentsOfDirectory(atPath: path)
      let left = names.filter { IndexFolder.entry(named: $0) == .leftover }
      return left.isEmpty ? nil : "leftovers: \(left)"
    } catch {
      return "\(error)"
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func everyCallMayFail() throws {
    try withNewFolder { root in
      let whole = RecordingFileSystem()
      var session = LiveSession(path: "\(root)/whole", fileSystem: whole)
      for step in 0..<LiveSession.stepCount { try session.take(step) }
      var failedCount = 0
      var caseCount = 0
      let share = Self.isThorough ? 1 : 6
      for (number, call) in (0..<whole.callCount).enumerated() where number % share == 0 {
        for variant in Self.isThorough ? [0, 1, 2] : [number / share % 3] {
          caseCount += 1
          let fault = RecordingFileSystem.Fault(
            call: call, code: variant == 0 ? EIO : ENOSPC, isLasting: variant == 2)
          if try Self.run(fault, in: "\(root)/index") { failedCount += 1 }
          try? FileManager.default.removeItem(atPath: "\(root)/index")
        }
      }
      print(
        "\(whole.callCount) calls; \(caseCount) sessions with a failing one (EIO, ENOSPC, a disk that",
        "stays full): \(failedCount) told, the others did not need it; all went on and ended well")
      #expect(failedCount > caseCount / 2)
    }
  }

  /// A session in which a call fails, and which goes on afterwards.
  ///
  /// - Returns: Whether the writer told of the failure.
  private static func run(_ fault: RecordingFileSystem.Fault, in path: String) throws -> Bool {
    let disk = RecordingFileSystem(fault: fault)
    var last: LiveModel = nil
    var next: LiveModel?
    var session = LiveSession(path: path, fileSystem: disk) { model, isDone in
      if isDone {
        last = model
        next = nil
      } else {
        next = .some(model)
        disk.mark("begin")
      }
    }
    var step = 0
    var failure: IndexingError?
    while step < LiveSession.stepCount {
      do {
        try session.take(step)
      } catch {
        failure = error
        break
      }
      step += 1
    }
    let found = try LiveSession.model(at: path)
    let sinceBegin = disk.operations.reversed().prefix { $0 != .mark("begin") }
    let isNamed = sinceBegin.contains {
      if case .rename(_, let target) = $0 { target.contains("/manifest-") } else { false }
    }
    let isNext = isNamed && next.map { $0 == found } ?? false
    #expect(found == last || isNext, "\(fault): \(String(describing: failure))")
    if let failure { #expect(!failure.description.isEmpty) }
    // The disk is well again: the same step succeeds, and those after it.
    var again = LiveSession(path: path, fileSystem: SystemFiles())
    again.resume(with: found)
    while step < LiveSession.stepCount {
      try again.take(step)
      step += 1
    }
    #expect(try LiveSession.model(at: path) == LiveSession.lastModel, "\(fault)")
    return failure != nil
  }
}

/// Calls a closure with a new folder, in memory if that can be, and removes it afterwards.
private func withNewFolder(_ body: (String) throws -> Void) throws {
  let memory = "/dev/shm"
  let parent =
    FileManager.default.isWritableFile(atPath: memory)
    ? memory : FileManager.default.temporaryDirectory.path
  let folder = "\(parent)/sakuin-\(UUID())"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}
