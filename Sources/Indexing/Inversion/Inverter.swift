// SPDX-License-Identifier: Apache-2.0
import Storage
import TextAnalysis

/// Turns the occurrences of terms, document by document, into postings by term.
///
/// An occurrence is some bytes at the end of its term's stream, so nothing is sorted but the distinct
/// terms, when a run is taken out. One thread at a time uses one inverter.
struct Inverter: ~Copyable {
  /// The terms of the next text.
  var collector = TermCollector()
  private var streams: [TermStream] = []
  private var arena = ChunkArena()

  /// The postings of one term so far, and what the next ones are differences from.
  struct TermStream: Sendable {
    var bytes = ChunkArena.Stream()
    var lastDocument: UInt32 = 0
    var lastPosition: UInt32 = 0
  }

  /// Whether there are terms.
  var isEmpty: Bool { collector.terms.count == 0 }

  /// Memory held, in bytes, of which `takeRun` sets all but the readings free.
  var byteCount: Int {
    collector.byteCount + streams.capacity * MemoryLayout<TermStream>.stride + arena.byteCount
  }

  /// Takes in the occurrences that the collector has, as those of a document.
  ///
  /// A document's number is not below those that came before.
  ///
  /// - Complexity: O(occurrences).
  mutating func add(document: UInt32) {
    let missing = collector.terms.count - streams.count
    if missing > 0 { streams.append(contentsOf: repeatElement(TermStream(), count: missing)) }
    Self.add(document, collector.occurrences, to: &streams, in: &arena)
  }

  private static func add(
    _ document: UInt32, _ occurrences: [TermCollector.Occurrence], to streams: inout [TermStream],
    in arena: inout ChunkArena
  ) {
    var streams = streams.mutableSpan
    let occurrences = occurrences.span
    for index in occurrences.indices {
      // What is touched, far from each other as a rule, is asked for before it is needed.
      if index &+ 16 < occurrences.count {
        streams.span.prefetch(Int(occurrences[index &+ 16].term))
      }
      if index &+ 8 < occurrences.count {
        arena.prefetchEnd(of: streams[Int(occurrences[index &+ 8].term)].bytes)
      }
      let occurrence = occurrences[index]
      add(document, occurrence.position, to: &streams[Int(occurrence.term)], in: &arena)
    }
  }

  @inline(__always)
  private static func add(
    _ document: UInt32, _ position: UInt32, to stream: inout TermStream,
    in arena: inout ChunkArena
  ) {
    if stream.lastDocument == document, stream.bytes.byteCount > 0 {
      let gap = UInt64(position &- stream.lastPosition)
      let (bytes, count) = PostingStream.encoded(gap &<< 1 | 1)
      arena.append(bytes, count: count, to: &stream.bytes)
    } else {
      let head = PostingStream.encoded(UInt64(document &- stream.lastDocument) &<< 1)
      let place = PostingStream.encoded(UInt64(position))
      if head.count &+ place.count <= 8 {
        arena.append(
          head.bytes | place.bytes &<< UInt64(8 &* head.count), count: head.count &+ place.count,
          to: &stream.bytes)
      } else {
        arena.append(head.bytes, count: head.count, to: &stream.bytes)
        arena.append(place.bytes, count: place.count, to: &stream.bytes)
      }
      stream.lastDocument = document
    }
    stream.lastPosition = position
  }

  /// Takes out all postings so far; readings stay.
  mutating func takeRun() -> BufferedRun {
    var taken = ChunkArena()
    swap(&taken, &arena)
    let postings = streams
    streams = []
    return BufferedRun(terms: collector.takeTerms(), streams: postings, arena: taken)
  }
}
