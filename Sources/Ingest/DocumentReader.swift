// SPDX-License-Identifier: Apache-2.0

/// Reads the documents of one file.
///
/// `next` is called until it returns nil, which it then does for ever. Between calls a reader holds
/// at most one chunk of the file and one document, so that memory does not grow with the file. What
/// is wrong with one document is a rejection and reading goes on behind it; an error ends the file.
/// Items come in the order of the file. Notes go to the assembler that is passed in.
protocol DocumentReader {
  /// Bytes of the file that were read so far; never falls.
  var byteCountRead: Int64 { get }

  /// The next document or rejection, or nil at the end.
  ///
  /// - Throws: `IngestError.system` if the file can be read no further.
  mutating func next(_ assembler: inout DocumentAssembler) throws(IngestError) -> IngestItem?
}
