// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel

/// A file whose whole text is one document.
final class TextFile {
  /// The document's key unless the text says otherwise.
  let key: String
  private let path: String
  private let limit: Int
  private(set) var byteCountRead: Int64 = 0
  private var isRead = false

  init(path: String, key: String, limit: Int) {
    self.path = path
    self.key = key
    self.limit = limit
  }

  var location: SourceLocation { SourceLocation(file: path) }

  /// Reads the text the first time and makes an item of it; nil afterwards.
  ///
  /// A file that cannot be read, is too long or not UTF-8 is a rejection. Line ends become `\n`, a
  /// byte order mark goes.
  func readOnce(
    _ makeDocument: (String) throws(AssemblyFailure) -> Document
  ) throws(IngestError) -> IngestItem? {
    if isRead { return nil }
    isRead = true
    var bytes: [UInt8] = []
    var isCut = false
    do throws(IngestError) {
      let file = try FileBytes(path: path)
      (bytes, isCut) = try file.readAll(limit: limit)
      byteCountRead = file.byteCountRead
    } catch {
      guard case .system(_, _, let code) = error else { throw error }
      return rejection(.unreadable(message: FileCalls.message(code)), bytes)
    }
    if isCut { return rejection(.tooLong(limit: limit), bytes, isCut: true) }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let (text, fault) = UTF8Check.text(bytes[start...])
    guard let text else { return rejection(.notUTF8(byteOffset: start + fault), bytes) }
    do throws(AssemblyFailure) {
      return .document(try makeDocument(text.withLineFeeds), location)
    } catch {
      return rejection(error.reason, bytes)
    }
  }

  private func rejection(
    _ reason: RejectionReason, _ bytes: [UInt8], isCut: Bool = false
  ) -> IngestItem {
    .rejection(Rejection(location: location, reason: reason, raw: bytes, isCut: isCut))
  }
}

extension String {
  /// The text with `\r\n` and `\r` as `\n`.
  fileprivate var withLineFeeds: String {
    guard utf8.contains(0x0D) else { return self }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    var isAfterReturn = false
    for byte in utf8 {
      if byte == 0x0D {
        bytes.append(0x0A)
      } else if byte != 0x0A || !isAfterReturn {
        bytes.append(byte)
      }
      isAfterReturn = byte == 0x0D
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
