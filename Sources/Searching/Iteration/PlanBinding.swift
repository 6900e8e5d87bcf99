// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A plan with its lists opened in every segment and its weights computed from the whole snapshot.
struct PlanBinding: Sendable {
  /// The plan.
  let plan: QueryPlan
  /// The formula.
  let formula: BM25
  /// For each group boost times idf, 0 where the group does not score or occurs nowhere.
  let groupWeights: [Float]
  /// The snapshot's segments, in order.
  let segments: [SegmentBinding]
}

extension PlanBinding {
  /// The documents of the snapshot that have a variant.
  func documentFrequency(group: Int, ordinal: Int) -> Int {
    Self.documentFrequency(group: group, ordinal: ordinal, in: segments.map(\.groups))
  }

  /// The document frequency that a group's idf is made of: the highest of its variants'.
  func documentFrequency(group: Int) -> Int {
    Self.documentFrequency(of: plan.groups[group], number: group, in: segments.map(\.groups))
  }

  /// The documents of all segments that have a variant.
  static func documentFrequency(group: Int, ordinal: Int, in segments: [[BoundGroup]]) -> Int {
    var sum = 0
    for groups in segments {
      for variant in groups[group].variants where variant.ordinal == ordinal {
        sum += variant.list.documentFrequency
      }
    }
    return sum
  }

  /// The highest document frequency of a group's variants, of those that count where any does.
  static func documentFrequency(
    of group: TermGroup, number: Int, in segments: [[BoundGroup]]
  ) -> Int {
    var counted = 0
    var any = 0
    for (ordinal, variant) in group.variants.enumerated() {
      let frequency = documentFrequency(group: number, ordinal: ordinal, in: segments)
      any = max(any, frequency)
      if variant.countsDocuments { counted = max(counted, frequency) }
    }
    return counted > 0 ? counted : any
  }
}

/// A plan's lists in one segment.
struct SegmentBinding: Sendable {
  /// The documents of the segment.
  let documentCount: Int
  /// The groups of the plan, in order.
  let groups: [BoundGroup]
  /// The length codes by field number; nil where a field has none.
  let lengths: [FieldLengthsReader?]
  /// What one occurrence counts in a document, by field number.
  let norms: [LengthTable]
  /// The segment, for columns and stored fields.
  let segment: SegmentReader
  /// The documents that are not deleted; nil where none is. Lists have all documents.
  var live: DocumentBitset?
}

/// How occurrences of a variant become parts of a score.
struct VariantScale: Sendable {
  /// What one occurrence counts.
  let weight: Float
  /// The inverse length norms of the variant's field.
  let norms: LengthTable
  /// The length codes of the field; nil where it has none.
  let lengths: FieldLengthsReader?

  /// `(weight · frequency) · inverseNorm` of a posting.
  @inline(__always)
  func summand(frequency: UInt32, in document: DocumentID) -> Float {
    weight * Float(frequency) * norms.values[Int(lengths?.code(of: document) ?? 0)]
  }
}

extension SegmentBinding {
  /// The scale of a variant.
  func scale(of variant: BoundVariant) -> VariantScale {
    VariantScale(
      weight: variant.weight, norms: norms[variant.field],
      lengths: lengths[variant.field])
  }
}

/// A group's lists in one segment.
struct BoundGroup: Sendable {
  /// Boost times idf; 0 for a group that does not score.
  var weight: Float
  /// The variants that occur in the segment, in the plan's order.
  let variants: [BoundVariant]

  /// Whether both have the same lists, which count alike.
  func isSame(as other: BoundGroup) -> Bool {
    variants.count == other.variants.count
      && zip(variants, other.variants).allSatisfy {
        $0.list.isSame(as: $1.list) && $0.weight == $1.weight && $0.field == $1.field
      }
  }

  /// The postings of all variants: at least the number of documents.
  var cost: Int { variants.reduce(0) { $0 + $1.list.documentFrequency } }
}

/// A variant's list in one segment.
struct BoundVariant: Sendable {
  /// The documents and frequencies; not empty.
  let list: PostingList
  /// What one occurrence counts.
  let weight: Float
  /// The field whose lengths count.
  let field: Int
  /// The variant's place in its group in the plan.
  let ordinal: Int
}

/// Normalizes text as indexing did: NFKC case folding.
typealias TextNormalization = @Sendable (String) -> [UInt8]
