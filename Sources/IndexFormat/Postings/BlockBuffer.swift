// SPDX-License-Identifier: Apache-2.0

/// Memory for one decoded block of postings: documents, frequencies, and two numbers for each.
///
/// A class whose fields never change, so that a block is reached without checks; the memory belongs
/// to the one cursor that holds the buffer.
@safe package final class BlockBuffer {
  /// The documents of the block; 128 entries.
  @unsafe package let documents: UnsafeMutablePointer<UInt32>
  /// The frequencies of the block; 128 entries.
  @unsafe package let frequencies: UnsafeMutablePointer<UInt32>
  /// What scoring finds for each posting; 128 entries.
  @unsafe package let scores: UnsafeMutablePointer<Float>
  /// What one occurrence counts in each document; 128 entries.
  @unsafe package let norms: UnsafeMutablePointer<Float>

  /// Room for places of some of the postings; 136 entries.
  @unsafe package let places: UnsafeMutablePointer<UInt32>

  private let memory: UnsafeMutableRawPointer

  /// Allocates zeros.
  package init() {
    let capacity = PostingsBlock.capacity
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 20 * capacity + 32, alignment: 64)
    // Safe: four parts of 128 entries of 4 bytes each and one of 136, all initialized here.
    unsafe self.memory = memory
    unsafe documents = memory.initializeMemory(as: UInt32.self, repeating: 0, count: capacity)
    unsafe frequencies = (memory + 4 * capacity).initializeMemory(
      as: UInt32.self, repeating: 0, count: capacity)
    unsafe scores = (memory + 8 * capacity).initializeMemory(
      as: Float.self, repeating: 0, count: capacity)
    unsafe norms = (memory + 12 * capacity).initializeMemory(
      as: Float.self, repeating: 0, count: capacity)
    unsafe places = (memory + 16 * capacity).initializeMemory(
      as: UInt32.self, repeating: 0, count: capacity + 8)
  }

  deinit {
    // Safe: nothing holds the pointers longer than the buffer.
    unsafe memory.deallocate()
  }

  /// The document at a place.
  package func document(at place: Int) -> UInt32 {
    precondition(place >= 0 && place < PostingsBlock.capacity)
    return unsafe documents[place]
  }

  /// The score at a place.
  package func score(at place: Int) -> Float {
    precondition(place >= 0 && place < PostingsBlock.capacity)
    return unsafe scores[place]
  }

  /// Copies postings that were made for a query, up to 128.
  package func copyDocuments(_ source: ArraySlice<UInt32>) {
    unsafe Self.copy(source, to: documents)
  }

  /// Copies their frequencies.
  package func copyFrequencies(_ source: ArraySlice<UInt32>) {
    unsafe Self.copy(source, to: frequencies)
  }

  /// Copies what scoring found for them before.
  package func copyScores(_ source: ArraySlice<Float>) {
    unsafe Self.copy(source, to: scores)
  }

  @unsafe private static func copy<Element: BitwiseCopyable>(
    _ source: ArraySlice<Element>, to target: UnsafeMutablePointer<Element>
  ) {
    precondition(source.count <= PostingsBlock.capacity)
    unsafe source.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      // Safe: every part has room for a block.
      unsafe target.update(from: start, count: source.count)
    }
  }

  /// Makes a document the only one.
  func setOnlyDocument(_ document: DocumentID) { unsafe documents[0] = document }

  /// Copies the first documents of a decoded block.
  func copyDocuments(_ source: InlineArray<128, UInt32>, count: Int) {
    precondition(count <= PostingsBlock.capacity)
    for place in 0..<count { unsafe documents[place] = source[place] }
  }

  /// Copies the first frequencies of a decoded block.
  func copyFrequencies(_ source: InlineArray<128, UInt32>, count: Int) {
    precondition(count <= PostingsBlock.capacity)
    for place in 0..<count { unsafe frequencies[place] = source[place] }
  }
}
