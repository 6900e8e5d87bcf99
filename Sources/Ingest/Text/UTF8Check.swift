// SPDX-License-Identifier: Apache-2.0

/// Looks for bytes that are not UTF-8.
package enum UTF8Check {
  /// The offset of the first byte that does not belong to well-formed UTF-8, or nil.
  ///
  /// - Complexity: O(bytes).
  package static func firstFault(in bytes: some Collection<UInt8>) -> Int? {
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let encoded): offset += encoded.count
      case .emptyInput: return nil
      case .error: return offset
      }
    }
  }

  /// The text of bytes, or the offset of the first fault.
  static func text(_ bytes: some Collection<UInt8>) -> (text: String?, fault: Int) {
    if let text = String(validating: bytes, as: UTF8.self) { return (text, 0) }
    return (nil, firstFault(in: bytes) ?? 0)
  }
}
