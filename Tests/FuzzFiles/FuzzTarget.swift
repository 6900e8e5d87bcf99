// SPDX-License-Identifier: Apache-2.0

import Foundation
import HostileFiles
import TestSupport

/// What is fuzzed.
enum FuzzTarget: String, CaseIterable {
  /// A whole segment file: opened, read through every reader, verified, searched.
  case segment
  /// A manifest of a live index.
  case manifest
  /// A tombstone file.
  case tombstones

  /// Files to begin with.
  func seeds() throws -> [[UInt8]] {
    switch self {
    case .segment:
      try ReferenceFile.allCases.flatMap { reference in
        let base = try reference.bytes()
        let usual = SegmentPatch.usual(for: base).enumerated().filter { $0.offset % 40 == 0 }
        let patches = try reference.keptPatches() + usual.map(\.element)
        return [base] + patches.compactMap { $0.file(from: base) }
      }
    case .manifest:
      [0, 1, 5].map { HostileFolderFile.manifest(segmentCount: $0 + 1, fieldCount: $0) }
    case .tombstones:
      [1, 64, 500].map { HostileFolderFile.tombstones(documentCount: $0) }
    }
  }

  /// Reads one input.
  func read(_ bytes: [UInt8]) {
    switch self {
    case .segment: _ = HostileReading(bytes)
    case .manifest: HostileFolderFile.readManifest(bytes)
    case .tombstones: HostileFolderFile.readTombstones(bytes)
    }
  }

  /// Another input, by changing a part of it with `change` and making the checksums right.
  func mutated(
    _ bytes: [UInt8], _ random: inout SeededGenerator, by change: ([UInt8]) -> [UInt8]
  ) -> [UInt8] {
    switch self {
    case .segment:
      guard let frame = SegmentFrame(bytes) else { return SegmentFrame.sealed(change(bytes)) }
      let number = Int.random(in: 0...frame.sections.count, using: &random)
      if number == frame.sections.count {
        let table = Array(bytes[frame.table])
        return frame.replacingTable(with: change(table))
      }
      return frame.replacing(number, with: change(frame.content(number)))
    case .manifest, .tombstones:
      return HostileFolderFile.sealed(change(Array(bytes.dropLast(8))))
    }
  }
}

#if FUZZING
  /// What this process fuzzes.
  private let currentTarget =
    ProcessInfo.processInfo.environment["SAKUIN_FUZZ_TARGET"].flatMap { FuzzTarget(rawValue: $0) }
    ?? .segment

  @_silgen_name("LLVMFuzzerMutate")
  func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int) -> Int

  /// What libFuzzer calls first.
  @_cdecl("LLVMFuzzerInitialize")
  public func prepare(_ count: UnsafePointer<Int32>, _ arguments: UnsafeRawPointer) -> Int32 {
    do {
      if try FuzzFiles.run(CommandLine.arguments) { exit(0) }
    } catch {
      print(error)
      exit(1)
    }
    return 0
  }

  /// What libFuzzer calls for each input.
  @_cdecl("LLVMFuzzerTestOneInput")
  public func readInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    // Safe: libFuzzer's input is readable while this runs.
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    currentTarget.read(bytes)
    return 0
  }

  /// What libFuzzer calls to change an input.
  @_cdecl("LLVMFuzzerCustomMutator")
  public func changeInput(
    _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: UInt32
  ) -> Int {
    // Safe: libFuzzer's buffer holds `limit` bytes, of which `count` are the input.
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    var random = SeededGenerator(seed: UInt64(seed))
    let result = currentTarget.mutated(bytes, &random) { part in
      var buffer = part + [UInt8](repeating: 0, count: 64)
      let count = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return 0 }
        return unsafe mutate(start, part.count, buffer.count)
      }
      return Array(buffer[..<count])
    }
    guard result.count <= limit else { return count }
    // Safe: as above.
    for (place, byte) in result.enumerated() { unsafe start[place] = byte }
    return result.count
  }
#endif
