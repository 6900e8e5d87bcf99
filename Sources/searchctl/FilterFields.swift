// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import QueryLanguage

/// The fields that a filter names.
///
/// In a query `colour:red` is a word where there is no field `colour`, since people paste all kinds of
/// text. A filter is written with care; there the same is a mistake.
enum FilterFields {
  /// The first name before a colon that is no field of the schema; nil if all are. Addresses like
  /// `https://…`, times like `12:30` and colons that are quoted or escaped name no field.
  static func unknown(in filter: String, schema: Schema) -> String? {
    let names = namesBeforeColons(filter).filter { schema.fieldNumber(of: $0) == nil }
    if names.isEmpty { return nil }
    // Were the names fields, would the filter look into them?
    let known = schema.fields.map(\.name) + ["tag"]
    let parser = QueryParser(fields: Set(known), orderedFields: names)
    return firstField(of: parser.parse(filter).query, in: names)
  }

  private static func namesBeforeColons(_ text: String) -> Set<String> {
    var names: Set<String> = []
    var name = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == ":" || character == "：" {
        if name.first?.isLetter == true, !rest.hasPrefix("//") { names.insert(name) }
        name = ""
      } else if character.isLetter || character.isNumber || character == "_" || character == "-" {
        // A minus before a name is an operator.
        if character != "-" || !name.isEmpty { name.append(character) }
      } else {
        name = ""
      }
    }
    return names
  }

  private static func firstField(of query: Query, in names: Set<String>) -> String? {
    func first(_ queries: [Query]) -> String? {
      for query in queries {
        if let name = firstField(of: query, in: names) { return name }
      }
      return nil
    }
    switch query {
    case .word, .quotation: return nil
    case .range(let range): return names.contains(range.field) ? range.field : nil
    case .sequence(let clauses): return first(clauses.map(\.query))
    case .and(let operands), .or(let operands): return first(operands)
    case .not(let inner), .boosted(let inner, _): return firstField(of: inner, in: names)
    case .field(let name, let inner):
      return names.contains(name) ? name : firstField(of: inner, in: names)
    }
  }
}
