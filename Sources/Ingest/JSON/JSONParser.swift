// SPDX-License-Identifier: Apache-2.0

// The wrapper of libjansson: the only file that touches its pointers.

internal import CJansson

/// Reads one JSON text (RFC 8259).
package enum JSONParser {
  /// How deep arrays and objects may nest.
  package static let maximumDepth = 64

  /// Why a text is not taken.
  package enum Failure: Error, Hashable, Sendable {
    /// The bytes are not UTF-8, from an offset on.
    case notUTF8(byteOffset: Int)
    /// The text breaks the grammar at an offset.
    case notJSON(message: String, line: Int, byteOffset: Int)
    /// Arrays or objects nest deeper than `maximumDepth`.
    case tooDeep
  }

  /// Reads a text.
  ///
  /// Numbers without fraction or exponent become integers; those that do not fit into 64 bits become
  /// the nearest other number. A name that stands twice in an object is an error.
  ///
  /// - Throws: What is wrong and where.
  /// - Complexity: O(bytes).
  package static func parse(_ bytes: ArraySlice<UInt8>) throws(Failure) -> SourceValue {
    var value = SourceValue.null
    var failure: Failure?
    // Safe: the pointer is used within the closure only; jansson copies what it keeps.
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe parse(buffer, into: &value, failure: &failure)
    }
    if let failure { throw failure }
    return value
  }

  private static func parse(
    _ buffer: UnsafeRawBufferPointer, into value: inout SourceValue, failure: inout Failure?
  ) {
    guard let base = buffer.baseAddress else {
      failure = .notJSON(message: "empty", line: 1, byteOffset: 0)
      return
    }
    let flags = Int(JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL)
    let text = unsafe base.assumingMemoryBound(to: CChar.self)
    var error = json_error_t()
    // Safe: `text` has `buffer.count` bytes; the root is released below.
    var root = unsafe json_loadb(text, buffer.count, flags, &error)
    if unsafe root == nil, unsafe json_error_code(&error) == json_error_numeric_overflow {
      unsafe root = json_loadb(text, buffer.count, flags | Int(JSON_DECODE_INT_AS_REAL), &error)
    }
    guard let root = unsafe root else {
      failure = unsafe self.failure(error, buffer)
      return
    }
    // Safe: the root was created above and is used nowhere after.
    defer { unsafe json_decref(root) }
    if let converted = unsafe convert(root, depth: 0) {
      value = converted
    } else {
      failure = .tooDeep
    }
  }

  /// A copy of a jansson value, or nil if it nests too deep.
  private static func convert(_ json: UnsafeMutablePointer<json_t>, depth: Int) -> SourceValue? {
    if depth > maximumDepth { return nil }
    // Safe: `json` is alive while its root is; children are borrowed from it.
    switch unsafe json.pointee.type {
    case JSON_STRING: return .string(unsafe string(json))
    case JSON_INTEGER: return .integer(Int64(unsafe json_integer_value(json)))
    case JSON_REAL: return .number(unsafe json_real_value(json))
    case JSON_TRUE: return .bool(true)
    case JSON_FALSE: return .bool(false)
    case JSON_ARRAY:
      var elements: [SourceValue] = []
      let count = unsafe json_array_size(json)
      elements.reserveCapacity(count)
      for index in 0..<count {
        guard let element = unsafe json_array_get(json, index) else { continue }
        guard let value = unsafe convert(element, depth: depth + 1) else { return nil }
        elements.append(value)
      }
      return .array(elements)
    case JSON_OBJECT:
      var members: [SourceValue.Member] = []
      members.reserveCapacity(unsafe json_object_size(json))
      var iterator = unsafe json_object_iter(json)
      while let current = unsafe iterator {
        if let key = unsafe json_object_iter_key(current),
          let member = unsafe json_object_iter_value(current)
        {
          let name = unsafe string(key, byteCount: json_object_iter_key_len(current))
          guard let value = unsafe convert(member, depth: depth + 1) else { return nil }
          members.append(.init(name, value))
        }
        unsafe iterator = json_object_iter_next(json, current)
      }
      return .object(members)
    default: return .null
    }
  }

  private static func string(_ json: UnsafeMutablePointer<json_t>) -> String {
    guard let bytes = unsafe json_string_value(json) else { return "" }
    return unsafe string(bytes, byteCount: json_string_length(json))
  }

  private static func string(_ bytes: UnsafePointer<CChar>, byteCount: Int) -> String {
    // Safe: jansson's strings have this many bytes, and it has checked that they are UTF-8.
    let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: byteCount)
    return unsafe String(decoding: raw, as: UTF8.self)
  }

  private static func failure(
    _ error: json_error_t, _ buffer: UnsafeRawBufferPointer
  ) -> Failure {
    var error = error
    let code = unsafe json_error_code(&error)
    if code == json_error_stack_overflow { return .tooDeep }
    let offset = min(max(0, Int(error.position)), buffer.count)
    if code == json_error_invalid_utf8 {
      return .notUTF8(byteOffset: UTF8Check.firstFault(in: unsafe Array(buffer)) ?? offset)
    }
    // Safe: the text is an array of C characters with a zero at its end or before.
    let message = unsafe withUnsafeBytes(of: &error.text) { text in
      unsafe String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
    return .notJSON(message: message, line: max(1, Int(error.line)), byteOffset: offset)
  }
}
