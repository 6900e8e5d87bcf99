// SPDX-License-Identifier: Apache-2.0

import IndexFormat

/// What a query asks of a snapshot, independent of any segment: the scoring leaves, what a hit must
/// satisfy, and what only adds score.
///
/// A document's score is the sum, exact and rounded once (see `BM25`), of the scores of the groups that
/// matched it: a group counts when it occurs in the document and stands in a part of `matching`
/// that is satisfied (a group inside an unsatisfied `all`, or on the right of `excluding`, adds
/// nothing), or when it is listed in `optional`.
struct QueryPlan: Sendable, Equatable {
  /// Every leaf, in query order. `matching` and `optional` refer to them by index.
  var groups: [TermGroup]
  /// What a hit must satisfy.
  var matching: MatchNode
  /// Groups that only add score and never make a match; not in `matching`. Ascending.
  var optional: [Int]

  /// Creates a plan.
  init(groups: [TermGroup], matching: MatchNode, optional: [Int] = []) {
    self.groups = groups
    self.matching = matching
    self.optional = optional
  }
}

/// A boolean over groups and filters.
indirect enum MatchNode: Sendable, Equatable {
  /// The group of this index occurs.
  case group(Int)
  /// Every part is satisfied; everything when there is none.
  case all([MatchNode])
  /// At least one part is satisfied; nothing when there is none.
  case any([MatchNode])
  /// The first is satisfied and the second is not.
  case excluding(MatchNode, MatchNode)
  /// Every document.
  case everything
  /// No document.
  case nothing
  /// The filter holds; adds no score.
  case filter(DocumentFilter)
}

/// One word of a query with everything that stands for it, over all fields.
///
/// The variants' weighted frequencies are added and saturate once, so a word counts as one word
/// however many spellings of it a document has. Fallbacks are variants that count only where no other
/// one does, and then the greatest of them alone: what they find may be one and the same place.
struct TermGroup: Sendable, Equatable {
  /// What the user typed, for explanations.
  var label: String
  /// What stands for the word, fallbacks last; the order is the order of the score's sum.
  var variants: [Variant]
  /// The factor of `word^2`; positive.
  var boost: Float
  /// Whose rarity weighs the group.
  var idf = IDFSource.ownDocuments
  /// Whether the group adds to scores. False for parts that only restrict or exclude.
  var scores: Bool
  /// Where the word stands in the query, in UTF-8 bytes, or nil.
  var queryRange: Range<Int>?
  /// Whether extracts point it out. False for particles beside words that carry meaning.
  var isHighlighted = true

  /// Creates a group; of the variants fallbacks come last.
  init(
    label: String, variants: [Variant], boost: Float = 1, scores: Bool = true,
    queryRange: Range<Int>? = nil
  ) {
    self.label = label
    self.variants = variants.fallbacksLast
    self.boost = boost
    self.scores = scores
    self.queryRange = queryRange
  }

  /// Leaves fallbacks out where there are others: a word that only adds score counts where it is a word.
  mutating func removeFallbacks() {
    if variants.contains(where: { !$0.isFallback }) { variants.removeAll(where: \.isFallback) }
  }
}

/// What a group's idf is computed from.
enum IDFSource: Sendable, Equatable {
  /// The highest document frequency among the group's variants that are no fallbacks; among all where
  /// none of those occurs.
  case ownDocuments
  /// The least idf of other groups, which have documents of their own. The group's sequences need not
  /// be counted then: one that is optional is only looked for in documents that can still be hits.
  case least(of: [Int])
}

/// One way a query word is found in one field.
struct Variant: Sendable, Equatable {
  /// Where the documents come from.
  var source: Source
  /// The field number, which decides the length norm.
  var field: Int
  /// What one occurrence counts: the variant's grade times the field's weight; positive.
  var weight: Float
  /// How the variant relates to what was typed, for explanations.
  var relation: VariantRelation
  /// The variant's text, for explanations.
  var text: String
  /// Whether it counts only in documents that have no variant of the group that is no fallback, and for
  /// the group's document frequency only where no document has one. True for containment: the
  /// character 日 is in nearly every document, the word 日 is not.
  var isFallback = false

  /// Creates a variant.
  init(
    source: Source, field: Int, weight: Float = 1, relation: VariantRelation = .typed,
    text: String = ""
  ) {
    self.source = source
    self.field = field
    self.weight = weight
    self.relation = relation
    self.text = text
  }
}

extension [Variant] {
  /// The variants in their order, but fallbacks behind all others.
  var fallbacksLast: [Variant] {
    guard let first = firstIndex(where: \.isFallback),
      self[first...].contains(where: { !$0.isFallback })
    else { return self }
    return filter { !$0.isFallback } + filter(\.isFallback)
  }
}

/// How a variant relates to the word that was typed.
enum VariantRelation: String, Sendable, Hashable, CaseIterable {
  /// The word in the spelling that was typed.
  case typed
  /// The same word in another spelling or script.
  case spelling
  /// A word that is read as was typed.
  case reading
  /// The same form of the word.
  case form
  /// Another form of the same word.
  case family
  /// The text of the word inside other text, by characters.
  case contained
  /// The word of the other language that means it (server for サーバー).
  case translation
  /// A member of a synonym family.
  case synonym
  /// A term that a pattern (prefix, wildcard, fuzzy) stands for.
  case pattern
  /// The words of a phrase, standing together.
  case phrase
  /// Two neighbouring words of the query, standing together.
  case near
  /// A whole keyword value.
  case keyword
}

/// Where a variant's documents and frequencies come from.
enum Source: Sendable, Hashable {
  /// The postings of one term.
  case term(TermKey)
  /// Terms at fitting positions; looked for in each segment.
  case sequence(SequenceQuery)
  /// Documents of any of the terms, frequencies added (at most `UInt32.max`); materialized for each
  /// segment. For patterns that stand for many terms.
  case union([TermKey])
}

/// Terms that stand at fitting positions of one field: a phrase, adjacent words, or the grams of a
/// quoted string.
///
/// With `slop` 0 a match is a position p such that every slot has one of its alternatives at p plus
/// the slot's offset. With more, the slots' positions less their offsets must lie within `slop` of
/// each other, at different positions; `ordered` demands also that positions ascend with the slots.
/// The frequency is the number of positions of the first slot that take part in a match.
///
/// Words and grams count positions differently, so slots of grams and slots of words are matched
/// apart, and a slot whose alternatives carry no positions (characters, keywords) only has to
/// occur; the frequency is then the least of the parts. With `verify` the frequency is the number
/// of places where the string stands.
struct SequenceQuery: Sendable, Hashable {
  /// One place of the sequence.
  struct Slot: Sendable, Hashable {
    /// The terms that may stand there; not empty, all of one position space.
    var alternatives: [TermKey]
    /// The place relative to the sequence's start, in positions of the terms' kind.
    var offset: Int

    /// Creates a slot.
    init(_ alternatives: [TermKey], offset: Int) {
      self.alternatives = alternatives
      self.offset = offset
    }
  }

  /// The field number; every alternative is a term of this field.
  var field: Int
  /// The places, offsets not descending. A sequence without slots matches nothing.
  var slots: [Slot]
  /// How many positions the slots may be displaced against each other, in all.
  var slop: Int
  /// Whether displaced slots must keep their order.
  var ordered: Bool
  /// A string, normalized by NFKC case folding with white space runs as one blank, that the stored
  /// text of the field must contain when normalized in the same way.
  var verify: String?

  /// Creates a sequence.
  init(
    field: Int, slots: [Slot], slop: Int = 0, ordered: Bool = true, verify: String? = nil
  ) {
    self.field = field
    self.slots = slots
    self.slop = slop
    self.ordered = ordered
    self.verify = verify
  }
}
