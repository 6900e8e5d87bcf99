// SPDX-License-Identifier: Apache-2.0

/// The fields of an index, how each is analyzed, stored and weighed, and the constants of ranking.
///
/// A field's place in `fields` is its field number in the index file.
public struct Schema: Hashable, Sendable {
  /// How a field's values are treated.
  public enum FieldType: String, Hashable, Sendable, CaseIterable {
    /// Analyzed text, searched by words.
    case text
    /// Exact strings, one or more per document; filtered, counted and sorted by.
    case keyword
    /// A 64-bit floating-point number.
    case number
    /// A moment in milliseconds since 1970-01-01T00:00:00Z.
    case date
    /// Kept for display only, never searched.
    case stored
  }

  /// One field of a schema.
  public struct Field: Hashable, Sendable {
    /// The name documents and queries use.
    public var name: String
    /// How values are treated.
    public var type: FieldType
    /// The analyzer's name, for text fields.
    public var analyzer: String
    /// What one occurrence counts in the combined frequency, 1 for body text. Text fields only.
    public var weight: Float
    /// Whether the value is kept and given back with a hit.
    public var isStored: Bool
    /// Whether a query word without a field name looks here. Text fields only.
    public var isDefault: Bool

    /// Creates a field.
    public init(
      name: String, type: FieldType, analyzer: String = "bilingual", weight: Float = 1,
      isStored: Bool = true, isDefault: Bool = true
    ) {
      self.name = name
      self.type = type
      self.analyzer = analyzer
      self.weight = weight
      self.isStored = isStored
      self.isDefault = isDefault
    }
  }

  /// The fields, in field-number order; at most 255.
  public var fields: [Field]
  /// BM25's saturation constant k1.
  public var k1: Float
  /// BM25's length constant b, from 0 to 1.
  public var b: Float
  /// What words and their variants count.
  public var ranking: RankingWeights

  /// Creates a schema. The constants were tuned together with `RankingWeights.init()`.
  public init(
    fields: [Field], k1: Float = 0.75, b: Float = 0.9, ranking: RankingWeights = RankingWeights()
  ) {
    self.fields = fields
    self.k1 = k1
    self.b = b
    self.ranking = ranking
  }

  /// The schema used when none is given: title, body, url, lang, tags, date.
  ///
  /// With another analyzer than `bilingual` it ranks by plain BM25 with Lucene's constants, for
  /// comparison with other engines.
  public static func standard(analyzer: String = "bilingual") -> Schema {
    let isPlain = analyzer != "bilingual"
    let fields = [
      Field(name: "title", type: .text, analyzer: analyzer, weight: isPlain ? 2 : 5),
      Field(name: "body", type: .text, analyzer: analyzer),
      Field(name: "url", type: .stored),
      Field(name: "lang", type: .keyword),
      Field(name: "tags", type: .keyword),
      Field(name: "date", type: .date),
    ]
    return isPlain ? plain(fields: fields) : Schema(fields: fields)
  }

  /// A schema that ranks by plain BM25 with Lucene's constants.
  public static func plain(fields: [Field]) -> Schema {
    Schema(fields: fields, k1: 1.2, b: 0.75, ranking: .plain)
  }

  /// The field number of a name, or nil. `tag` stands for `tags`.
  ///
  /// - Complexity: O(number of fields).
  public func fieldNumber(of name: String) -> Int? {
    fields.firstIndex { $0.name == name }
      ?? (name == "tag" ? fields.firstIndex { $0.name == "tags" } : nil)
  }
}
