// SPDX-License-Identifier: Apache-2.0

internal import CKernels
internal import IndexFormat

/// The scores of a window of documents, added up list by list.
@safe final class ScoreWindow {
  /// Documents in a window.
  static let width = 4096

  // Safe: memory of this window alone, allocated in init and never moved. A total for each document
  // and a bit for each; the same for the sums of one group with several lists; what is taken out.
  private let totals: UnsafeMutablePointer<Double>
  private let bits: UnsafeMutablePointer<UInt64>
  private let sums: UnsafeMutablePointer<Float>
  private let sumBits: UnsafeMutablePointer<UInt64>
  private let documents: UnsafeMutablePointer<DocumentID>
  private let scores: UnsafeMutablePointer<Float>
  // A set of documents of the window, a bit for each.
  private let members: UnsafeMutablePointer<UInt64>

  private static let wordCount = width / 64

  /// Creates an empty window.
  init() {
    unsafe members = .allocate(capacity: Self.wordCount)
    unsafe members.initialize(repeating: 0, count: Self.wordCount)
    unsafe totals = .allocate(capacity: Self.width)
    unsafe totals.initialize(repeating: 0, count: Self.width)
    unsafe bits = .allocate(capacity: Self.wordCount)
    unsafe bits.initialize(repeating: 0, count: Self.wordCount)
    unsafe sums = .allocate(capacity: Self.width)
    unsafe sums.initialize(repeating: 0, count: Self.width)
    unsafe sumBits = .allocate(capacity: Self.wordCount)
    unsafe sumBits.initialize(repeating: 0, count: Self.wordCount)
    unsafe documents = .allocate(capacity: Self.width)
    unsafe scores = .allocate(capacity: Self.width)
  }

  deinit {
    unsafe totals.deallocate()
    unsafe bits.deallocate()
    unsafe sums.deallocate()
    unsafe sumBits.deallocate()
    unsafe documents.deallocate()
    unsafe scores.deallocate()
    unsafe members.deallocate()
  }

  /// Makes the documents that have a sum the members.
  func saveMembers() {
    // Safe: as many words in both.
    unsafe members.update(from: sumBits, count: Self.wordCount)
  }

  /// Checks that the ascending documents of a block from `from` to before `to` lie in the window that
  /// begins at `start`.
  private func check(_ block: BlockBuffer, _ from: Int, _ to: Int, _ start: DocumentID) {
    precondition(from >= 0 && from < to && to <= PostingsBlock.capacity)
    precondition(
      block.document(at: from) >= start && Int(block.document(at: to - 1) - start) < Self.width)
  }

  /// Adds the scores of the documents of a block, ascending as decoded blocks are.
  ///
  /// - Precondition: The documents from `from` to before `to` lie in the window.
  func add(_ block: BlockBuffer, from: Int, to: Int, start: DocumentID) {
    guard from < to else { return }
    check(block, from, to, start)
    // Safe: all documents between the two checked ones lie in the window as well.
    unsafe sakuin_add_scores(
      block.documents, block.scores, UInt32(from), UInt32(to), start, totals, bits)
  }

  /// Adds the summands of the documents of a block to a group of several lists; `endGroup` turns the
  /// sums into scores.
  ///
  /// - Precondition: As of `add`.
  func addSummands(_ block: BlockBuffer, from: Int, to: Int, start: DocumentID) {
    guard from < to else { return }
    check(block, from, to, start)
    // Safe: as in `add`.
    unsafe sakuin_add_sums(
      block.documents, block.scores, UInt32(from), UInt32(to), start, sums, sumBits)
  }

  /// Keeps the greatest summands of the documents of a block that are no members; those that are stay as
  /// they are.
  ///
  /// - Precondition: As of `add`; members were saved in this window.
  func keepGreatest(_ block: BlockBuffer, from: Int, to: Int, start: DocumentID) {
    guard from < to else { return }
    check(block, from, to, start)
    // Safe: as in `add`; there is a word of members for each word of bits.
    unsafe sakuin_keep_greatest(
      block.documents, block.scores, UInt32(from), UInt32(to), start, members, sums, sumBits)
  }

  /// Moves the documents that have a sum to the end of arrays, and clears the sums.
  func takeSums(start: DocumentID, into documents: inout [DocumentID], sums: inout [Float]) {
    // Safe: at most `width` bits are set, and there is room for as many documents.
    let count = unsafe sakuin_take_sums(
      sumBits, UInt32(Self.wordCount), self.sums, start, self.documents, scores)
    unsafe documents.append(
      contentsOf: UnsafeBufferPointer(start: self.documents, count: Int(count)))
    unsafe sums.append(contentsOf: UnsafeBufferPointer(start: scores, count: Int(count)))
  }

  /// Ends a group of several lists: adds the score of each document's sum.
  func endGroup(weight: Float, start: DocumentID) {
    // Safe: at most `width` bits are set, and there is room for as many documents.
    let count = unsafe sakuin_take_sums(
      sumBits, UInt32(Self.wordCount), sums, start, documents, scores)
    unsafe sakuin_saturate(scores, count, weight, scores)
    unsafe sakuin_add_scores(documents, scores, 0, count, start, totals, bits)
  }

  /// Moves the documents whose total is above `least` to the candidates and clears the window.
  func take(
    start: DocumentID, least: Double, clauses: UInt64, into candidates: inout Candidates
  ) {
    unsafe candidates.append(atMost: Self.width, clauses: clauses) { documents, result in
      // Safe: at most `width` bits are set, and there is room for one entry more.
      unsafe sakuin_take_candidates(
        bits, UInt32(Self.wordCount), totals, start, least, documents, result)
    }
  }
}
