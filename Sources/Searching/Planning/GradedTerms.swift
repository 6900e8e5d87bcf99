// SPDX-License-Identifier: Apache-2.0
internal import TextAnalysis

/// The terms that stand for one query word, each with its share of an occurrence's weight.
///
/// An occurrence in a document lies in up to three lists: its surface, its form and its lemma. The
/// shares are set so that the lists one occurrence lies in add up to its grade. Its text among the
/// characters stands apart: a share of that counts only where none of the others does.
struct GradedTerms {
  /// A term in its key space, whatever the field.
  struct Term: Equatable {
    /// The key space; nil for the text wherever it stands, by its characters.
    var kind: TermKind?
    /// The normalized text (UTF-8).
    var text: [UInt8]

    /// A text wherever it stands.
    static func contained(_ text: [UInt8]) -> Term { Term(kind: nil, text: text) }

    /// Equal for equal terms (FNV-1a).
    fileprivate var hash: UInt64 {
      var hash = 0xCBF2_9CE4_8422_2325 ^ UInt64(kind?.rawValue ?? 0)
      for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      return hash
    }
  }

  /// A term with its share.
  struct Share {
    var term: Term
    var weight: Float
    var relation: VariantRelation
  }

  /// The shares, in the order they were first asked for.
  private(set) var shares: [Share] = []
  /// The hash of each share's term: so few are found faster one by one than in a table.
  private var hashes: [UInt64] = []

  /// Sees to it that an occurrence that lies in all lists of `chain` counts at least `grade`: what is
  /// missing goes to the first list, the narrowest.
  mutating func ensure(_ chain: [Term], grade: Float, relation: VariantRelation) {
    guard let narrowest = chain.first else { return }
    ensure(narrowest, within: chain.dropFirst(), grade: grade, relation: relation)
  }

  /// The same of a list that lies within others.
  mutating func ensure(
    _ narrowest: Term, within others: ArraySlice<Term> = [], grade: Float,
    relation: VariantRelation
  ) {
    let hash = narrowest.hash
    let known = index(of: narrowest, hash)
    var weight = known.map { shares[$0].weight } ?? 0
    for term in others {
      if let index = index(of: term, term.hash) { weight += shares[index].weight }
    }
    guard weight < grade else { return }
    if let known {
      shares[known].weight += grade - weight
    } else {
      hashes.append(hash)
      shares.append(Share(term: narrowest, weight: grade - weight, relation: relation))
    }
  }

  private func index(of term: Term, _ hash: UInt64) -> Int? {
    let hashes = hashes.span
    for index in hashes.indices where hashes[index] == hash && shares[index].term == term {
      return index
    }
    return nil
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
