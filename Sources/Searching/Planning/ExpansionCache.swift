// SPDX-License-Identifier: Apache-2.0
internal import IndexFormat
internal import Synchronization

/// What planning found out about the words of a snapshot, kept for the queries after: how texts are cut,
/// and what stands for words. All of it depends on nothing but the snapshot, its analyzers and what the
/// key says.
///
/// It holds a bounded number of bytes. Safe to use from several threads, which never wait while another
/// one expands a word: two that miss the same word both expand it.
final class ExpansionCache: Sendable {
  /// A text as it is cut for fields.
  struct Text: Hashable, Sendable {
    var text: String
    var analyzer: ObjectIdentifier
    /// The fields whose words decide.
    var fields: [Int]
  }

  /// A word as it is looked for in a field.
  struct Word: Hashable, Sendable {
    /// The word, wherever it stands.
    var word: QueryWord
    var field: Int
    /// Whether only the spelling that was typed is looked for.
    var isExact: Bool

    func hash(into hasher: inout Hasher) {
      // Words that differ in the rest are few.
      hasher.combine(word.surface)
      hasher.combine(field)
    }
  }

  /// What stands for a word in a field.
  struct Expansion: Sendable {
    /// What the field has of it, each with its weight in a field of weight 1; fallbacks last.
    var variants: [Variant]
    /// The surfaces that stand for it, whether the field has them or not; only where there are synonyms.
    var spellings: [GradedTerms.Share]
  }

  private let texts: Mutex<RecentlyUsed<Text, [QueryWord]>>
  private let words: Mutex<RecentlyUsed<Word, Expansion>>

  /// Creates an empty cache.
  ///
  /// - Parameter byteLimit: the bytes that may be kept, as they are reckoned up here: what is in the
  ///   arrays, and some for each; 0 to keep nothing.
  init(byteLimit: Int = SearchIndex.usualExpansionByteLimit) {
    // Cut texts are a small part of what their words are.
    texts = Mutex(RecentlyUsed(byteLimit: byteLimit / 8))
    words = Mutex(RecentlyUsed(byteLimit: byteLimit - byteLimit / 8))
  }

  /// The bytes that are kept now.
  var byteCount: Int { texts.withLock(\.byteCount) + words.withLock(\.byteCount) }

  /// The number of texts and words that are kept now.
  var count: Int { texts.withLock(\.count) + words.withLock(\.count) }

  /// The words of a text, if they are known.
  func words(of text: Text) -> [QueryWord]? { texts.withLock { $0[text] } }

  /// Keeps the words of a text.
  func keep(_ words: [QueryWord], of text: Text) {
    let byteCount = text.text.utf8.count + words.reduce(0) { $0 + $1.byteCount }
    texts.withLock { $0.insert(words, for: text, byteCount: byteCount) }
  }

  /// What stands for a word, if it is known.
  func expansion(of word: Word) -> Expansion? { words.withLock { $0[word] } }

  /// Keeps what stands for a word.
  func keep(_ expansion: Expansion, of word: Word) {
    var byteCount = word.word.byteCount
    for variant in expansion.variants { byteCount += variant.byteCount }
    for share in expansion.spellings {
      byteCount += MemoryLayout<GradedTerms.Share>.stride + share.term.text.byteCount
    }
    words.withLock { $0.insert(expansion, for: word, byteCount: byteCount) }
  }
}

// MARK: Sizes

extension Array {
  /// The bytes of an array of plain elements, with what any array costs.
  fileprivate var byteCount: Int { 32 + count * MemoryLayout<Element>.stride }
}

extension QueryWord {
  fileprivate var byteCount: Int {
    MemoryLayout<QueryWord>.stride + surface.byteCount + form.byteCount + lemma.byteCount
      + reading.byteCount + readings.reduce(0) { $0 + $1.byteCount }
      + (parts + compounds).reduce(0) { $0 + $1.byteCount }
  }
}

extension Variant {
  fileprivate var byteCount: Int {
    let own = MemoryLayout<Variant>.stride + 32 + text.utf8.count
    return switch source {
    case .term(let key): own + key.bytes.byteCount
    case .union(let keys): keys.reduce(own) { $0 + $1.bytes.byteCount }
    case .sequence(let query): own + query.byteCount
    }
  }
}

extension SequenceQuery {
  fileprivate var byteCount: Int {
    slots.reduce(verify?.utf8.count ?? 0) { sum, slot in
      slot.alternatives.reduce(sum + 64) { $0 + 48 + $1.bytes.count }
    }
  }
}
