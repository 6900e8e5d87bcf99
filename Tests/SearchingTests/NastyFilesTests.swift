// SPDX-License-Identifier: Apache-2.0

import Foundation
import HostileFiles
import IndexFormat
import Storage
import Testing

/// Opens, reads, verifies and searches hostile files: the usual ones, made of the reference indexes,
/// and those of `Tests/HostileFiles/nasty`, which fuzzing came upon.
@Suite("Nasty files")
struct NastyFilesTests {
  /// A wrong answer is allowed; a trap, an endless loop or a great allocation is not.
  @Test(arguments: ReferenceFile.allCases)
  func neverTrap(reference: ReferenceFile) throws {
    let base = try reference.bytes()
    let sound = HostileReading(base)
    #expect(sound.isOpened && sound.errorCount == 0 && sound.findingCount == 0)
    #expect(sound.hitCount > 50)
    let usual = SegmentPatch.usual(for: base)
    let share = ProcessInfo.processInfo.environment["SAKUIN_FUZZ_CASES"] == nil ? 16 : 1
    let kept = try reference.keptPatches()
    var opened = 0
    var reported = 0
    var count = 0
    for (number, patch) in usual.enumerated() where number % share == 0 {
      let file = try #require(patch.file(from: base), "\(patch)")
      let reading = HostileReading(file)
      count += 1
      opened += reading.isOpened ? 1 : 0
      reported += !reading.isOpened || reading.findingCount > 0 ? 1 : 0
    }
    for patch in kept {
      let reading = HostileReading(try #require(patch.file(from: base), "\(patch)"))
      count += 1
      opened += reading.isOpened ? 1 : 0
      reported += !reading.isOpened || reading.findingCount > 0 ? 1 : 0
    }
    print(
      "\(count) nasty files made of \(reference), \(kept.count) of them kept: \(opened) opened,",
      "\(reported) found to be wrong although every checksum is right")
    #expect(count > 300 && opened > count / 4 && reported > count / 2)
  }

  @Test func patchesAreReadAsWritten() throws {
    let base = try ReferenceFile.v3.bytes()
    for (number, patch) in SegmentPatch.usual(for: base).enumerated() where number % 50 == 0 {
      let read = try #require(SegmentPatch(patch.description))
      #expect(read.description == patch.description)
      let file = try #require(patch.file(from: base))
      #expect(SegmentFrame.sealed(file) == file)
      if let found = SegmentPatch(from: base, to: file), !found.description.isEmpty {
        #expect(found.file(from: base) == file)
      }
    }
    #expect(SegmentPatch("1@2-3") == nil && SegmentPatch("1@3-2=") == nil)
  }
}
