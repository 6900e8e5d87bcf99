// SPDX-License-Identifier: Apache-2.0

/// A term as the dictionary sorts it: field number, kind, UTF-8 text.
package struct TermKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The field number, the kind's raw value, and the text.
  package var bytes: [UInt8]

  /// Creates a key from its parts.
  package init(field: UInt8, kind: UInt8, text: some Sequence<UInt8>) {
    bytes = [field, kind]
    bytes.append(contentsOf: text)
  }

  /// The same of a part of an array, which other modules call without going through a witness table.
  package init(field: UInt8, kind: UInt8, text: ArraySlice<UInt8>) {
    bytes = []
    bytes.reserveCapacity(text.count + 2)
    bytes.append(field)
    bytes.append(kind)
    bytes.append(contentsOf: text)
  }

  /// Creates a key from its parts.
  package init(field: UInt8, kind: UInt8, text: String) {
    bytes = [field, kind]
    bytes.append(contentsOf: text.utf8)
  }

  /// Creates a key from its bytes: at least a field number and a kind.
  package init(bytes: [UInt8]) {
    precondition(bytes.count >= 2, "a term key has a field number and a kind")
    self.bytes = bytes
  }

  /// Creates a key from its bytes: at least a field number and a kind.
  init(_ bytes: Span<UInt8>) {
    var copy: [UInt8] = []
    for index in bytes.indices { copy.append(bytes[index]) }
    self.init(bytes: copy)
  }

  /// The field number.
  package var field: UInt8 { bytes[0] }

  /// The kind's raw value.
  package var kind: UInt8 { bytes[1] }

  /// The UTF-8 text.
  package var text: ArraySlice<UInt8> { bytes[2...] }

  /// Field number, kind and text, for people; the terms of a pair with a blank between them.
  package var description: String { "\(field):\(kind):\(displayText)" }

  /// The text for people; the terms of a pair with a blank between them.
  package var displayText: String {
    guard let (first, second) = PairTerm.texts(of: self) else {
      return String(decoding: text, as: UTF8.self)
    }
    return "\(String(decoding: first, as: UTF8.self)) \(String(decoding: second, as: UTF8.self))"
  }

  /// The order of the dictionary: by unsigned bytes.
  package static func < (left: TermKey, right: TermKey) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
