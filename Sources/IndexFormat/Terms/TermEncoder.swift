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
    var writer = PostingsWriter(
      streams: streams, documentFrequency: documents.count, documentCount: documentCount)
    try append(key, documents, frequencies, positions, to: &writer, streams)
    var thresholds = ImpactThresholds()
    if streams >= .frequencies, documents.count > PostingsBlock.capacity {
      thresholds = self.thresholds(documents, frequencies, field: Int(key.field))
    }
    let result: PostingsWriter.Result
    do throws(StorageError) { result = try writer.finish(thresholds: thresholds) } catch {
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

  private func append(
    _ key: TermKey, _ documents: [UInt32], _ frequencies: [UInt32], _ positions: [UInt32],
    to writer: inout PostingsWriter, _ streams: TermStreams
  ) throws(IndexFormatError) {
    let codes = lengthCodes[Int(key.field)]
    var at = 0
    var previous: UInt32?
    for (index, document) in documents.enumerated() {
      if let previous, document <= previous {
        throw .invalidPostings(key, reason: "document \(document) after \(previous)")
      }
      guard Int(document) < documentCount else {
        throw .invalidPostings(key, reason: "document \(document) of \(documentCount)")
      }
      previous = document
      let frequency = streams == .documents ? 1 : frequencies[index]
      guard frequency > 0, frequency <= UInt32(Int32.max) else {
        throw .invalidPostings(key, reason: "a frequency of \(frequency)")
      }
      writer.append(
        document: document, frequency: frequency,
        lengthCode: codes.isEmpty ? 0 : codes[Int(document)])
      guard streams == .positions else { continue }
      guard Int(frequency) <= positions.count - at else {
        throw .invalidPostings(key, reason: "\(positions.count) positions are too few")
      }
      let mine = positions.span.extracting(at..<at + Int(frequency))
      guard writer.append(positions: mine) else {
        throw .invalidPostings(key, reason: "positions of document \(document) out of order")
      }
      at += Int(frequency)
    }
    guard at == positions.count else {
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
