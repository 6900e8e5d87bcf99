// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// A term whose postings are bytes, ready for a segment.
package struct EncodedTerm: Sendable {
  /// The term.
  package let key: TermKey
  let streams: TermStreams
  let postings: PostingsWriter.Result
  /// What is put aside of the term where it may be one of the common ones.
  let commonBytes: [UInt8]?
}

/// Turns postings into the bytes of a segment. It writes nothing, so that several threads can encode
/// terms for one writer.
package struct TermEncoder: Sendable {
  private var schema = Schema(fields: [])
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
    self.documentCount = documentCount
    self.lengthCodes = lengthCodes
    self.inverseLengths = inverseLengths
    self.commonDocumentFrequency = commonDocumentFrequency
    writer = PostingsWriter(documentCount: documentCount)
  }

  /// Encodes a term with all its postings, which are as `SegmentWriter.addTerm` says.
  ///
  /// - Throws: `IndexFormatError.invalidTerm`, `.invalidPostings` or `.storage`.
  /// - Complexity: O(documents and positions).
  package mutating func encode(
    _ key: TermKey, documents: [UInt32], frequencies: [UInt32], positions: [UInt32]
  ) throws(IndexFormatError) -> EncodedTerm {
    guard let streams = TermStreams.recorded(ofKind: key.kind) else {
      throw .invalidTerm(key, reason: "no kind \(key.kind)")
    }
    guard Int(key.field) < schema.fields.count else {
      throw .invalidTerm(key, reason: "no field \(key.field)")
    }
    guard !documents.isEmpty,
      streams == .documents || frequencies.count == documents.count,
      streams == .positions || positions.isEmpty
    else {
      throw .invalidPostings(
        key,
        reason:
          "\(documents.count) documents, \(frequencies.count) frequencies, \(positions.count) positions"
      )
    }
    try check(key, documents.span, frequencies.span, positions.span, streams)
    var thresholds = ImpactThresholds()
    if streams >= .frequencies, documents.count > PostingsBlock.capacity {
      thresholds = self.thresholds(documents, frequencies, field: Int(key.field))
    }
    let result: PostingsWriter.Result
    let codes = lengthCodes[Int(key.field)]
    do throws(StorageError) {
      result = try writer.encode(
        documents: documents.span, frequencies: frequencies.span, positions: positions.span,
        lengthCodes: codes.span, streams: streams, thresholds: thresholds)
    } catch {
      throw .storage(error)
    }
    let isCommon =
      key.kind == PairTerm.wordKind && documents.count >= commonDocumentFrequency
      && schema.fields[Int(key.field)].type == .text
    return EncodedTerm(
      key: key, streams: streams, postings: result,
      commonBytes: isCommon
        ? CommonTermCollector.bytes(documents, frequencies, positions) : nil)
  }

  /// Checks that documents ascend, frequencies are such, and positions ascend in each document.
  private func check(
    _ key: TermKey, _ documents: Span<UInt32>, _ frequencies: Span<UInt32>,
    _ positions: Span<UInt32>, _ streams: TermStreams
  ) throws(IndexFormatError) {
    var end = 0
    for index in documents.indices {
      let document = documents[index]
      if index > 0, document <= documents[index - 1] {
        throw .invalidPostings(key, reason: "document \(document) after \(documents[index - 1])")
      }
      guard Int(document) < documentCount else {
        throw .invalidPostings(key, reason: "document \(document) of \(documentCount)")
      }
      guard streams >= .frequencies else { continue }
      let frequency = frequencies[index]
      guard frequency > 0, frequency <= UInt32(Int32.max) else {
        throw .invalidPostings(key, reason: "a frequency of \(frequency)")
      }
      guard streams == .positions else { continue }
      let start = end
      end += Int(frequency)
      guard end <= positions.count else {
        throw .invalidPostings(key, reason: "\(positions.count) positions are too few")
      }
      for place in start + 1..<max(start + 1, end) where positions[place] < positions[place - 1] {
        throw .invalidPostings(key, reason: "positions of document \(document) out of order")
      }
    }
    guard end == positions.count else {
      throw .invalidPostings(key, reason: "\(positions.count) positions are too many")
    }
  }

  private mutating func thresholds(
    _ documents: [UInt32], _ frequencies: [UInt32], field: Int
  ) -> ImpactThresholds {
    let codes = lengthCodes[field]
    for (document, frequency) in zip(documents, frequencies) {
      thresholds.add(
        frequency: frequency, lengthCode: codes.isEmpty ? 0 : codes[Int(document)])
    }
    return thresholds.take(inverseLengths: inverseLengths[field])
  }
}
