// SPDX-License-Identifier: Apache-2.0

/// Reads JSON lines: one object a line, blank lines passed over.
struct JSONLinesReader: DocumentReader {
  private let file: FileBytes
  private var lines: LineReader
  private let limit: Int

  /// Creates a reader of a file in which no line may be longer than `limit` bytes.
  init(file: FileBytes, limit: Int) {
    self.file = file
    self.limit = limit
    lines = LineReader(file: file, limit: limit)
  }

  var byteCountRead: Int64 { file.byteCountRead }

  mutating func next(_ assembler: inout DocumentAssembler) throws(IngestError) -> IngestItem? {
    while let line = try lines.next() {
      if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      var location = SourceLocation(
        file: file.path, line: line.number, byteOffset: line.byteOffset)
      if !line.isCut, let hash = assembler.lineHashing?.hash(of: line.bytes) {
        if assembler.lineHashing?.known.remove(hash) != nil { return .known(lineHash: hash) }
        location.lineHash = hash
      }
      let reason: RejectionReason
      if line.isCut {
        reason = .tooLong(limit: limit)
      } else {
        do throws(AssemblyFailure) {
          let document = try assembler.document(Self.members(of: line.bytes), location: location)
          return .document(document, location)
        } catch {
          reason = error.reason
        }
      }
      return .rejection(
        Rejection(location: location, reason: reason, raw: line.bytes, isCut: line.isCut))
    }
    return nil
  }

  private static func members(
    of line: ArraySlice<UInt8>
  ) throws(AssemblyFailure) -> [SourceValue.Member] {
    do throws(JSONParser.Failure) {
      guard case .object(let members) = try JSONParser.parse(line) else {
        throw JSONParser.Failure.notJSON(message: "", line: 0, byteOffset: -1)
      }
      return members
    } catch {
      switch error {
      case .notUTF8(let offset): throw AssemblyFailure(.notUTF8(byteOffset: offset))
      case .notJSON(_, _, -1): throw AssemblyFailure(.notAnObject)
      case .notJSON(let message, _, let offset):
        throw AssemblyFailure(.notJSON(message: message, byteOffset: offset))
      case .tooDeep: throw AssemblyFailure(.tooDeep(limit: JSONParser.maximumDepth))
      }
    }
  }
}
