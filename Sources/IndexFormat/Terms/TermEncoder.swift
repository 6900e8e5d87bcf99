// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// Turns postings into the bytes of a segment. It writes nothing, so that several threads can encode
/// terms for one writer.
package struct TermEncoder: Sendable {
  private var schema = Schema(fields: [])
  /// Of each field, whether it is text.
  private var isText: [Bool] = []
  private var documentCount = 0
  private var commonDocumentFrequency = 0
  /// Of each field, the length codes of its documents; empty where it is not text.
  private var lengthCodes: [[UInt8]] = []
  /// Of each field, 1 / (1 - b + b · length / average length) by length code.
  private var inverseLengths: [[Float]] = []
  private var thresholds = ThresholdCollector()
  private var writer = PostingsWriter(documentCount: 0)

  /// Creates an encoder of no segment.
  init() {}

  /// Creates an encoder for a segment whose documents are known.
  init(
    schema: Schema, documentCount: Int, lengthCodes: [[UInt8]], inverseLengths: [[Float]],
    commonDocumentFrequency: Int
  ) {
    self.schema = schema
    isText = schema.fields.map { $0.type == .text }
    self.documentCount = documentCount
    self.lengthCodes = lengthCodes
    self.inverseLengths = inverseLengths
    self.commonDocumentFrequency = commonDocumentFrequency
    writer = PostingsWriter(documentCount: documentCount)
  }

  /// Encodes a term with all its postings, which are as `SegmentWriter.addTerm` says, behind the terms
  /// that `output` has.
  ///
  /// The key's bytes are those of a `TermKey`: field number, kind and text.
  ///
  /// - Throws: `IndexFormatError.invalidTerm`, `.invalidPostings` or `.storage`; `output` is then of no
  ///   more use.
  /// - Complexity: O(documents and positions).
  package mutating func encode(
    _ key: Span<UInt8>, documents: Span<UInt32>, frequencies: Span<UInt32>,
    positions: Span<UInt32>, into output: inout EncodedTerms
  ) throws(IndexFormatError) {
    precondition(key.count >= 2, "a term key has a field number and a kind")
    let field = Int(key[0])
    guard let streams = TermStreams.recorded(ofKind: key[1]) else {
      throw .invalidTerm(TermKey(key), reason: "no kind \(key[1])")
    }
    guard field < schema.fields.count else {
      throw .invalidTerm(TermKey(key), reason: "no field \(field)")
    }
    guard !documents.isEmpty,
      streams == .documents || frequencies.count == documents.count,
      streams == .positions || positions.isEmpty
    else {
      throw .invalidPostings(
        TermKey(key),
        reason:
          "\(documents.count) documents, \(frequencies.count) frequencies, \(positions.count) positions"
      )
    }
    if let reason = Self.fault(
      documents, frequencies, positions, streams, documentCount: documentCount)
    {
      throw .invalidPostings(TermKey(key), reason: reason)
    }
    var thresholds = ImpactThresholds()
    if streams >= .frequencies, documents.count > PostingsBlock.capacity {
      thresholds = self.thresholds(documents, frequencies, field: field)
    }
    let record: PostingsWriter.Record
    let codes = lengthCodes[field]
    do throws(StorageError) {
      record = try writer.encode(
        documents: documents, frequencies: frequencies, positions: positions,
        lengthCodes: codes.span, streams: streams, thresholds: thresholds,
        postings: &output.postings, positionBytes: &output.positions)
    } catch {
      throw .storage(error)
    }
    for index in key.indices { output.keys.append(key[index]) }
    if key[1] == PairTerm.wordKind, documents.count >= commonDocumentFrequency, isText[field] {
      CommonTermCollector.append(
        documents, frequencies, positions, documentCount: documentCount, to: &output.common)
    }
    output.endTerm(streams, record)
  }

  /// What is wrong with postings, whose documents ascend, frequencies are such, and positions ascend in
  /// each document; nil if that is so.
  private static func fault(
    _ documents: Span<UInt32>, _ frequencies: Span<UInt32>, _ positions: Span<UInt32>,
    _ streams: TermStreams, documentCount: Int
  ) -> String? {
    var end = 0
    for index in documents.indices {
      let document = documents[index]
      if index > 0, document <= documents[index - 1] {
        return "document \(document) after \(documents[index - 1])"
      }
      guard Int(document) < documentCount else {
        return "document \(document) of \(documentCount)"
      }
      guard streams >= .frequencies else { continue }
      let frequency = frequencies[index]
      guard frequency > 0, frequency <= UInt32(Int32.max) else {
        return "a frequency of \(frequency)"
      }
      guard streams == .positions else { continue }
      let start = end
      end += Int(frequency)
      guard end <= positions.count else { return "\(positions.count) positions are too few" }
      guard frequency > 1 else { continue }
      for place in start + 1..<end where positions[place] < positions[place - 1] {
        return "positions of document \(document) out of order"
      }
    }
    return end == positions.count ? nil : "\(positions.count) positions are too many"
  }

  private mutating func thresholds(
    _ documents: Span<UInt32>, _ frequencies: Span<UInt32>, field: Int
  ) -> ImpactThresholds {
    let codes = lengthCodes[field]
    for index in documents.indices {
      thresholds.add(
        frequency: frequencies[index],
        lengthCode: codes.isEmpty ? 0 : codes[Int(documents[index])])
    }
    return thresholds.take(inverseLengths: inverseLengths[field])
  }
}
