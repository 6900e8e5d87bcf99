// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
import TextAnalysis

@testable import Indexing

@Suite struct PostingStreamTests {
  @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 1 << 32, UInt64.max])
  func numbersComeBack(value: UInt64) {
    var bytes: [UInt8] = [0xFF]
    PostingStream.append(value, to: &bytes)
    PostingStream.append(5, to: &bytes)
    var offset = 1
    #expect(PostingStream.next(in: bytes.span, at: &offset) == value)
    #expect(PostingStream.next(in: bytes.span, at: &offset) == 5)
    #expect(offset == bytes.count)
  }

  @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 1 << 21, 1 << 28, (1 << 35) - 1])
  func numbersInOneWordAreTheSame(value: UInt64) {
    var bytes: [UInt8] = []
    PostingStream.append(value, to: &bytes)
    let (word, count) = PostingStream.encoded(value)
    #expect((0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } == bytes)
    #expect(count == 8 || word >> UInt64(8 * count) == 0)
  }

  private func decoded(_ numbers: [UInt64], _ kind: TermKind) -> TermPostings {
    var bytes: [UInt8] = []
    for number in numbers { PostingStream.append(number, to: &bytes) }
    var postings = TermPostings()
    PostingStream.decode(bytes.span, kind: kind, into: &postings)
    return postings
  }

  @Test func decodesTheDocumentedLayout() {
    // Document 3 once at 70,000; document 5 twice, at 1 and 3.
    let postings = decoded([3 << 1, 70_000, 2 << 1, 1, 2 << 1 | 1], .surface)
    #expect(
      postings == TermPostings(documents: [3, 5], frequencies: [1, 2], positions: [70_000, 1, 3]))
  }

  @Test func positionsComeInOrderAndOnce() {
    // 3, 1 (which is 2 before it), 3 again.
    let back = UInt64(UInt32.max - 1)
    let postings = decoded([0, 3, back << 1 | 1, 2 << 1 | 1], .gram)
    #expect(postings == TermPostings(documents: [0], frequencies: [2], positions: [1, 3]))
  }

  @Test func kindsWithoutPositionsHaveNone() {
    let numbers: [UInt64] = [4 << 1, 0, 1, 1, 1 << 1, 0]
    #expect(
      decoded(numbers, .character)
        == TermPostings(documents: [4, 5], frequencies: [3, 1], positions: []))
    #expect(
      decoded(numbers, .keyword)
        == TermPostings(documents: [4, 5], frequencies: [1, 1], positions: []))
  }

  /// Postings of several runs, put together in any order, are those of one.
  @Test(arguments: [true, false])
  func postingsOfRunsComeTogether(hasPositions: Bool) {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<300 {
      var whole = TermPostings()
      var parts = Array(repeating: TermPostings(), count: 4)
      var part = 0
      for document in 0..<UInt32.random(in: 0...40, using: &generator) {
        if Int.random(in: 0..<3, using: &generator) == 0 {
          part = Int.random(in: 0..<4, using: &generator)
        }
        guard Bool.random(using: &generator) else { continue }
        let frequency = UInt32.random(in: 1...3, using: &generator)
        let positions = hasPositions ? (0..<frequency).map { $0 * 7 + document } : []
        Self.append(document, frequency, positions, to: &whole)
        Self.append(document, frequency, positions, to: &parts[part])
      }
      var joined = TermPostings()
      var buffer = TermPostings()
      for part in parts.shuffled(using: &generator) {
        joined.insert(contentsOf: part, buffer: &buffer)
      }
      #expect(joined == whole)
    }
  }

  private static func append(
    _ document: UInt32, _ frequency: UInt32, _ positions: [UInt32], to postings: inout TermPostings
  ) {
    postings.documents.append(document)
    postings.frequencies.append(frequency)
    postings.positions += positions
  }
}
