// SPDX-License-Identifier: Apache-2.0
internal import TextAnalysis

/// The terms that stand for one query word, each with its share of an occurrence's weight.
///
/// An occurrence in a document lies in up to three lists: its surface, its form and its lemma. The
/// shares are set so that the lists one occurrence lies in add up to its grade. Its text among the
/// characters stands apart: a share of that counts only where none of the others does.
struct GradedTerms {
  /// A term in its key space, whatever the field.
  struct Term: Hashable {
    /// The key space; nil for the text wherever it stands, by its characters.
    var kind: TermKind?
    /// The normalized text (UTF-8).
    var text: [UInt8]

    /// A text wherever it stands.
    static func contained(_ text: [UInt8]) -> Term { Term(kind: nil, text: text) }
  }

  /// A term with its share.
  struct Share {
    var term: Term
    var weight: Float
    var relation: VariantRelation
  }

  /// The shares, in the order they were first asked for.
  private(set) var shares: [Share] = []
  private var indexes: [Term: Int] = [:]

  /// Sees to it that an occurrence that lies in all lists of `chain` counts at least `grade`: what is
  /// missing goes to the first list, the narrowest.
  mutating func ensure(_ chain: [Term], grade: Float, relation: VariantRelation) {
    guard let narrowest = chain.first else { return }
    var weight: Float = 0
    for term in chain {
      if let index = indexes[term] { weight += shares[index].weight }
    }
    guard weight < grade else { return }
    if let index = indexes[narrowest] {
      shares[index].weight += grade - weight
    } else {
      indexes[narrowest] = shares.count
      shares.append(Share(term: narrowest, weight: grade - weight, relation: relation))
    }
  }

  /// The lists that an occurrence of the word lies in, narrowest first. A kind is stored only where it
  /// says more than the one before it.
  static func chain(_ word: QueryWord) -> [Term] {
    var chain = [Term(kind: .surface, text: word.surface)]
    if word.form != word.surface { chain.append(Term(kind: .form, text: word.form)) }
    if word.lemma != word.form { chain.append(Term(kind: .lemma, text: word.lemma)) }
    return chain
  }
}
