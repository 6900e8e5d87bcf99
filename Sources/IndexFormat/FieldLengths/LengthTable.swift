// SPDX-License-Identifier: Apache-2.0

internal import CKernels
internal import Storage

/// What one occurrence counts in a document: a table by length code, over the codes of a field.
@safe package final class LengthTable: Sendable {
  // Safe: immutable after init, and so are the bytes, which `lengths` keeps alive.
  /// The table, 256 numbers by length code.
  package let values: [Float]
  private let lengths: FieldLengthsReader?
  private let codes: Codes

  /// The codes' place in the mapped file, nil for a field without lengths.
  @safe private struct Codes: @unchecked Sendable {
    // Safe: the bytes behind it are never written.
    let start: UnsafePointer<UInt8>?
  }

  /// Creates the table of a field.
  ///
  /// - Parameters:
  ///   - values: 256 numbers, by length code.
  ///   - lengths: the field's codes; nil for a field without lengths, whose code is always 0.
  package init(_ values: [Float], lengths: FieldLengthsReader?) {
    precondition(values.count == 256, "a table has an entry for every code")
    self.values = values
    self.lengths = lengths
    codes = unsafe Codes(start: lengths?.start)
  }

  /// Gathers the table's entry for each of the first documents of a buffer into its norms.
  ///
  /// - Precondition: The documents lie in the segment, as those of decoded blocks do, and ascend.
  /// - Complexity: O(count).
  package func gather(count: Int, in buffer: BlockBuffer) {
    precondition(count >= 0 && count <= PostingsBlock.capacity)
    unsafe gather(buffer.documents, count: count, into: buffer.norms)
  }

  /// The documents that have a code; any number for a field without lengths.
  package var documentCount: Int { lengths?.documentCount ?? .max }

  /// The length codes by document, nil for a field without lengths, whose code is always 0. Valid while
  /// the table lives.
  @unsafe package var start: UnsafePointer<UInt8>? { unsafe codes.start }

  /// Gathers the table's entry for each of some ascending documents.
  ///
  /// - Precondition: The documents lie in the segment.
  @unsafe package func gather(
    _ documents: UnsafePointer<UInt32>, count: Int, into norms: UnsafeMutablePointer<Float>
  ) {
    guard count > 0 else { return }
    guard let codes = unsafe codes.start, let lengths else {
      for index in 0..<count { unsafe norms[index] = values[0] }
      return
    }
    // Safe: the documents ascend, so the last is the greatest; `count` floats are written.
    precondition(
      unsafe Int(documents[count - 1]) < lengths.documentCount, "a document outside the segment")
    unsafe values.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress else { return }
      unsafe sakuin_gather_weights(codes, table, documents, UInt32(count), norms)
    }
  }
}

extension FieldLengthsReader {
  /// The codes' place in the mapped file.
  @unsafe fileprivate var start: UnsafePointer<UInt8>? {
    let bytes = bytes
    guard let start = try? unsafe bytes.pointer(at: 0, count: bytes.count) else { return nil }
    return unsafe start.assumingMemoryBound(to: UInt8.self)
  }
}
