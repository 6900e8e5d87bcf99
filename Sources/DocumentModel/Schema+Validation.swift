// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// The largest number of fields; field numbers are one byte.
  public static let maximumFieldCount = 255
  /// The weights that fields may have: products with the grades of variants stay positive and finite.
  public static let weights: ClosedRange<Float> = 0x1p-20...0x1p20

  /// Checks that the schema can be used.
  ///
  /// - Throws: The first fault: number of fields, names, weights, the constants, no default field.
  public func validate() throws(SchemaError) {
    if fields.isEmpty { throw .noFields }
    if fields.count > Self.maximumFieldCount {
      throw .tooManyFields(count: fields.count, limit: Self.maximumFieldCount)
    }
    var names: Set<String> = []
    for field in fields {
      guard Self.isValidName(field.name) else { throw .invalidName(field.name) }
      guard names.insert(field.name).inserted else { throw .duplicateField(field.name) }
      guard Self.weights.contains(field.weight) else {
        throw .invalidWeight(field: field.name, weight: field.weight)
      }
    }
    guard k1 >= 0, k1.isFinite else { throw .invalidConstant(name: "k1", value: k1) }
    guard (0...1).contains(b) else { throw .invalidConstant(name: "b", value: b) }
    for (name, weight) in RankingWeights.named
    where !RankingWeights.allows(ranking[keyPath: weight], for: name) {
      throw .invalidConstant(name: name, value: ranking[keyPath: weight])
    }
    guard fields.contains(where: { $0.type == .text && $0.isDefault }) else {
      throw .noDefaultField
    }
  }

  /// Whether a query can name such a field: letters, digits, `_`, `-` and `.`, not beginning with a
  /// digit or sign, 64 characters at most.
  public static func isValidName(_ name: String) -> Bool {
    let scalars = name.unicodeScalars
    guard let first = scalars.first, scalars.count <= 64,
      first == "_" || first.properties.isAlphabetic
    else { return false }
    return scalars.allSatisfy { scalar in
      scalar == "_" || scalar == "-" || scalar == "." || scalar.properties.isAlphabetic
        || scalar.properties.numericType == .decimal
    }
  }
}
