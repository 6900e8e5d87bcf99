// SPDX-License-Identifier: Apache-2.0

/// Writes JSON text (RFC 8259) into memory, without blanks between the elements.
package struct JSONWriter: Sendable {
  /// The text so far, as UTF-8.
  package private(set) var bytes: [UInt8] = []
  /// Whether the next element of the innermost array or object needs a comma before it.
  private var needsComma = false

  /// Creates an empty text.
  package init() {}

  /// The text so far.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes an object whose members `body` writes.
  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    nested("{", "}", body)
  }

  /// Writes an array whose elements `body` writes.
  package mutating func array(_ body: (inout JSONWriter) -> Void) {
    nested("[", "]", body)
  }

  /// Writes an array with one element for each element of a collection.
  package mutating func array<Element>(
    _ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
  ) {
    array { writer in
      for element in elements { body(&writer, element) }
    }
  }

  /// Writes a member's name; its value comes next.
  package mutating func name(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a member with a string, unless it is nil.
  package mutating func member(_ name: String, _ value: String?) {
    guard let value else { return }
    self.name(name)
    string(value)
  }

  /// Writes a member with a whole number, unless it is nil.
  package mutating func member(_ name: String, _ value: Int?) {
    guard let value else { return }
    self.name(name)
    integer(Int64(value))
  }

  /// Writes a member with true or false.
  package mutating func member(_ name: String, _ value: Bool) {
    self.name(name)
    bool(value)
  }

  /// Writes a string.
  package mutating func string(_ value: some StringProtocol) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case 0x0D: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
      case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
      case 0..<0x20, 0x7F:
        let hexadecimal = String(byte, radix: 16)
        bytes += Array((byte < 16 ? "\\u000" : "\\u00").utf8) + Array(hexadecimal.utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a whole number.
  package mutating func integer(_ value: Int64) {
    separate()
    bytes += Array(String(value).utf8)
  }

  /// Writes a number with the fewest digits that read back the same; null if it is not finite.
  package mutating func number(_ value: Double) {
    separate()
    let isWhole = value.isFinite && value == value.rounded() && abs(value) < 1e15
    bytes += Array((!value.isFinite ? "null" : isWhole ? String(Int64(value)) : "\(value)").utf8)
  }

  /// Writes a number of single precision with the fewest digits that read back the same.
  package mutating func number(_ value: Float) {
    separate()
    bytes += Array((value.isFinite ? "\(value)" : "null").utf8)
  }

  /// Writes true or false.
  package mutating func bool(_ value: Bool) {
    separate()
    bytes += Array((value ? "true" : "false").utf8)
  }

  /// Writes null.
  package mutating func null() {
    separate()
    bytes += Array("null".utf8)
  }

  /// Writes a value from a source.
  package mutating func append(_ value: SourceValue) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .integer(let value): integer(value)
    case .number(let value): number(value)
    case .string(let value), .bare(let value): string(value)
    case .array(let elements): array(elements) { $0.append($1) }
    case .object(let members):
      object { writer in
        for member in members {
          writer.name(member.name)
          writer.append(member.value)
        }
      }
    }
  }

  private mutating func nested(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }
}
