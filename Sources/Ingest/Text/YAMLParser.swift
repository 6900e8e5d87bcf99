// SPDX-License-Identifier: Apache-2.0

// The wrapper of libyaml: the only file that touches its pointers.

internal import CYAML

/// Reads one YAML document (YAML 1.1, as libyaml has it).
enum YAMLParser {
  /// How deep sequences and mappings may nest below the document's root.
  static let maximumDepth = 9
  /// The most values that are taken, counted after aliases are resolved.
  static let maximumValueCount = 10_000
  /// The most bytes of scalars that are taken, counted the same way.
  static let maximumTextByteCount = 1 << 20

  /// Why a text is not taken.
  struct Failure: Error, Hashable {
    /// What is wrong.
    var message: String
    /// The line of the text, from 1.
    var line: Int
  }

  /// Reads a text; one that holds nothing is null.
  ///
  /// Plain scalars become `bare` values or null, quoted and block scalars strings. A key is the text
  /// of its scalar, or JSON where it is none. A name that stands twice in a mapping is an error.
  ///
  /// - Throws: What is wrong and where, also for more or deeper values than the limits allow.
  /// - Complexity: O(bytes + values).
  static func parse(_ text: String) throws(Failure) -> SourceValue {
    let bytes = Array(text.utf8)
    var value = SourceValue.null
    var failure: Failure?
    // Safe: the pointer is used within the closure only; what is kept is copied.
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe parse(buffer, into: &value, failure: &failure)
    }
    if let failure { throw failure }
    return value
  }

  private static func parse(
    _ buffer: UnsafeBufferPointer<UInt8>, into value: inout SourceValue, failure: inout Failure?
  ) {
    // Safe: parser and documents are initialized by the calls below and released once each; the
    // parser keeps the buffer's address no longer than it lives itself.
    var parser = unsafe yaml_parser_t()
    guard unsafe yaml_parser_initialize(&parser) != 0 else {
      failure = Failure(message: "no memory", line: 1)
      return
    }
    defer { unsafe yaml_parser_delete(&parser) }
    unsafe yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
    unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    var document = unsafe yaml_document_t()
    guard unsafe yaml_parser_load(&parser, &document) != 0 else {
      failure = unsafe self.failure(parser)
      return
    }
    defer { unsafe yaml_document_delete(&document) }
    guard let root = unsafe yaml_document_get_root_node(&document) else { return }
    do throws(Failure) {
      var taken = Taken()
      value = try unsafe convert(root, of: &document, depth: 0, &taken)
    } catch {
      failure = error
      return
    }
    var next = unsafe yaml_document_t()
    guard unsafe yaml_parser_load(&parser, &next) != 0 else {
      failure = unsafe self.failure(parser)
      return
    }
    defer { unsafe yaml_document_delete(&next) }
    if unsafe yaml_document_get_root_node(&next) != nil {
      failure = Failure(
        message: "a second document", line: Int(unsafe next.start_mark.line) + 1)
    }
  }

  /// What was taken so far.
  private struct Taken {
    var valueCount = 0
    var textByteCount = 0
  }

  /// A copy of a node, aliases resolved.
  private static func convert(
    _ node: UnsafeMutablePointer<yaml_node_t>, of document: inout yaml_document_t, depth: Int,
    _ taken: inout Taken
  ) throws(Failure) -> SourceValue {
    taken.valueCount += 1
    if unsafe node.pointee.type == YAML_SCALAR_NODE {
      unsafe taken.textByteCount += node.pointee.data.scalar.length
    }
    if depth > maximumDepth || taken.valueCount > maximumValueCount
      || taken.textByteCount > maximumTextByteCount
    {
      throw Failure(
        message: "too many or too deep values", line: Int(unsafe node.pointee.start_mark.line) + 1)
    }
    // Safe: a node is alive while its document is; the union is read as the node's type says, and
    // items and pairs are read between their start and their top.
    switch unsafe node.pointee.type {
    case YAML_SCALAR_NODE:
      let text = unsafe scalarText(node)
      guard unsafe node.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE else {
        return .string(text)
      }
      return ["", "~", "null", "Null", "NULL"].contains(text) ? .null : .bare(text)
    case YAML_SEQUENCE_NODE:
      var elements: [SourceValue] = []
      let items = unsafe node.pointee.data.sequence.items
      var item = unsafe items.start
      while let current = unsafe item, unsafe current != items.top {
        if let element = unsafe yaml_document_get_node(&document, current.pointee) {
          elements.append(
            try unsafe convert(element, of: &document, depth: depth + 1, &taken))
        }
        unsafe item = current + 1
      }
      return .array(elements)
    case YAML_MAPPING_NODE:
      var members: [SourceValue.Member] = []
      var names: Set<String> = []
      let pairs = unsafe node.pointee.data.mapping.pairs
      var pair = unsafe pairs.start
      while let current = unsafe pair, unsafe current != pairs.top {
        if let key = unsafe yaml_document_get_node(&document, current.pointee.key),
          let member = unsafe yaml_document_get_node(&document, current.pointee.value)
        {
          var name = try unsafe convert(key, of: &document, depth: depth + 1, &taken).json
          if unsafe key.pointee.type == YAML_SCALAR_NODE { name = unsafe scalarText(key) }
          guard names.insert(name).inserted else {
            throw Failure(
              message: "repeated: \(name)", line: Int(unsafe key.pointee.start_mark.line) + 1)
          }
          let value = try unsafe convert(member, of: &document, depth: depth + 1, &taken)
          members.append(.init(name, value))
        }
        unsafe pair = current + 1
      }
      return .object(members)
    default: return .null
    }
  }

  private static func scalarText(_ node: UnsafeMutablePointer<yaml_node_t>) -> String {
    // Safe: a scalar has this many bytes, which libyaml has checked to be UTF-8.
    let scalar = unsafe node.pointee.data.scalar
    return unsafe String(
      decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
  }

  private static func failure(_ parser: yaml_parser_t) -> Failure {
    // Safe: a problem is a constant C string, or null where memory ran out.
    let message = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "no memory"
    // The reader, which checks characters, counts no lines.
    let isReader = unsafe parser.error == YAML_READER_ERROR
    return Failure(message: message, line: isReader ? 1 : Int(unsafe parser.problem_mark.line) + 1)
  }
}
