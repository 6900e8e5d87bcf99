// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// A plan with its lists opened in every segment and its weights computed from the whole snapshot.
struct PlanBinding: Sendable {
  /// The plan.
  let plan: QueryPlan
  /// Whether no group was merged.
  let keepsVariants: Bool
  /// The formula.
  let formula: BM25
  /// For each group boost times idf, 0 where the group does not score or occurs nowhere.
  let groupWeights: [Float]
  /// The snapshot's segments, in order.
  let segments: [SegmentBinding]
}

extension PlanBinding {
  /// The documents of the snapshot that have a variant.
  ///
  /// - Throws: `IndexFormatError`.
  func documentFrequency(group: Int, ordinal: Int) throws(IndexFormatError) -> Int {
    try Self.documentFrequency(group: group, ordinal: ordinal, in: segments.map(\.groups))
  }

  /// The document frequency that a group's own idf is made of: the highest of its variants' that are
  /// no fallbacks, or of all where none of those occurs.
  ///
  /// - Throws: `IndexFormatError`.
  func documentFrequency(group: Int) throws(IndexFormatError) -> Int {
    try Self.documentFrequency(
      of: plan.groups[group], number: group, in: segments.map(\.groups))
  }

  /// The documents of all segments that have a variant.
  static func documentFrequency(
    group: Int, ordinal: Int, in segments: [[BoundGroup]]
  ) throws(IndexFormatError) -> Int {
    var sum = 0
    for groups in segments {
      for variants in [groups[group].variants, groups[group].fallbacks] {
        for variant in variants where variant.ordinal == ordinal {
          sum += try variant.postings.list()?.documentFrequency ?? 0
        }
      }
    }
    return sum
  }

  /// The highest document frequency of a group's variants that are no fallbacks, or of all.
  static func documentFrequency(
    of group: TermGroup, number: Int, in segments: [[BoundGroup]]
  ) throws(IndexFormatError) -> Int {
    for isFallback in [false, true] {
      var highest = 0
      for (ordinal, variant) in group.variants.enumerated()
      where variant.isFallback == isFallback {
        highest = max(
          highest, try documentFrequency(group: number, ordinal: ordinal, in: segments))
      }
      if highest > 0 { return highest }
    }
    return 0
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
  /// The variants that occur in the segment, in the plan's order, but for fallbacks; the one list of a group
  /// that was merged. Of a group that makes matches they are lists.
  let variants: [BoundVariant]
  /// The variants of which the greatest counts in documents that have none of the others; a single one
  /// that has no others stands with them. A group that makes matches has some only where variants are kept.
  let fallbacks: [BoundVariant]

  /// Creates a group of lists.
  init(weight: Float, variants: [BoundVariant], fallbacks: [BoundVariant] = []) {
    self.weight = weight
    self.variants = variants
    self.fallbacks = fallbacks
  }

  /// Creates a group that was merged to one list; nil for one without documents.
  init(_ merged: MaterializedPostings?, field: Int) {
    let list = merged.map {
      // What is in the list counts as it is.
      BoundVariant(postings: .list(.materialized($0)), weight: 1, field: field, ordinal: 0)
    }
    self.init(weight: 0, variants: list.map { [$0] } ?? [])
  }

  /// The list of a group that has one variant, or was merged.
  var onlyList: PostingList? {
    guard variants.count == 1, fallbacks.isEmpty, case .list(let list) = variants[0].postings
    else { return nil }
    return list
  }

  /// Whether both have the same lists, which count alike.
  func isSame(as other: BoundGroup) -> Bool {
    variants.elementsEqual(other.variants) { $0.isSame(as: $1) }
      && fallbacks.elementsEqual(other.fallbacks) { $0.isSame(as: $1) }
  }

  /// The lists of all variants; documents with any of them have the group.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: finds all documents of sequences.
  func lists() throws(IndexFormatError) -> [PostingList] {
    var lists: [PostingList] = []
    for variant in variants + fallbacks {
      if let list = try variant.postings.list() { lists.append(list) }
    }
    return lists
  }

  /// The postings of all variants but fallbacks, or of these where they are all there are.
  var cost: Int {
    (variants.isEmpty ? fallbacks : variants).reduce(0) { $0 + $1.postings.cost }
  }
}

/// Where the documents of a variant come from in one segment.
enum VariantPostings: Sendable {
  /// A list that is not empty.
  case list(PostingList)
  /// A sequence that is looked for; it may stand nowhere.
  case sought(SoughtSequence)

  /// The documents; nil for none.
  ///
  /// - Throws: `IndexFormatError`.
  /// - Complexity: finds all documents of a sequence, once.
  func list() throws(IndexFormatError) -> PostingList? {
    switch self {
    case .list(let list): list
    case .sought(let sequence): try sequence.list()
    }
  }

  /// The postings, or about how many must be read to find a sequence.
  var cost: Int {
    switch self {
    case .list(let list): list.documentFrequency
    case .sought(let sequence): sequence.cost
    }
  }

  /// Whether both are the same, opened once.
  func isSame(as other: VariantPostings) -> Bool {
    switch (self, other) {
    case (.list(let a), .list(let b)): a.isSame(as: b)
    case (.sought(let a), .sought(let b)): a === b
    default: false
    }
  }
}

/// A variant in one segment.
struct BoundVariant: Sendable {
  /// The documents and frequencies.
  let postings: VariantPostings
  /// What one occurrence counts.
  let weight: Float
  /// The field whose lengths count.
  let field: Int
  /// The variant's place in its group in the plan.
  let ordinal: Int

  /// Whether both have the same documents, which count alike.
  func isSame(as other: BoundVariant) -> Bool {
    postings.isSame(as: other.postings) && weight == other.weight && field == other.field
  }
}

/// Normalizes text as indexing did: NFKC case folding.
typealias TextNormalization = @Sendable (String) -> [UInt8]
