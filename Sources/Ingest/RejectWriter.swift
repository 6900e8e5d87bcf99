// SPDX-License-Identifier: Apache-2.0

internal import SystemPackage

/// Writes rejections as JSON lines: `file`, `line` where there is one, `byte`, `reason`, and the
/// document's bytes as `raw`, or as `raw_base64` where they are not UTF-8; `"cut": true` where they
/// are only the beginning.
///
/// The file is made with the first rejection; one of an earlier run is removed at the start.
package final class RejectWriter {
  /// The path of the file.
  package let path: String
  /// Rejections written so far.
  package private(set) var count = 0
  private var descriptor: FileDescriptor?

  /// Removes what stands at the path.
  package init(path: String) throws(IngestError) {
    self.path = path
    try FileCalls.remove(path)
  }

  deinit {
    if let descriptor { FileCalls.close(descriptor) }
  }

  /// Writes a rejection through to the file.
  package func write(_ rejection: Rejection) throws(IngestError) {
    let file: FileDescriptor
    if let descriptor {
      file = descriptor
    } else {
      file = try FileCalls.create(path)
      descriptor = file
    }
    try FileCalls.write(Self.line(rejection), to: file, path: path)
    count += 1
  }

  /// A rejection as one line of JSON with its line end.
  static func line(_ rejection: Rejection) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.member("file", rejection.location.file)
      object.member("line", rejection.location.line)
      object.member("byte", Int(rejection.location.byteOffset))
      object.member("reason", rejection.reason.description)
      if let text = String(validating: rejection.raw, as: UTF8.self) {
        object.member("raw", text)
      } else {
        object.member("raw_base64", Base64.text(of: rejection.raw))
      }
      if rejection.isCut { object.member("cut", true) }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
