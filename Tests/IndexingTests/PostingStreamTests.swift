// SPDX-License-Identifier: Apache-2.0
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

  @Test func decodesTheDocumentedLayout() {
    // Document 3 once at 70,000; document 5 twice, at 1 and 3.
    var bytes: [UInt8] = []
    for value: UInt64 in [3 << 1 | 1, 70_000, 2 << 1, 2, 1, 2] {
      PostingStream.append(value, to: &bytes)
    }
    var postings = TermPostings()
    PostingStream.decode(bytes.span, kind: .surface, into: &postings)
    #expect(postings.documents == [3, 5])
    #expect(postings.frequencies == [1, 2])
    #expect(postings.positions == [70_000, 1, 3])
  }
}
