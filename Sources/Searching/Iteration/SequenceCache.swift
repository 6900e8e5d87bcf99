// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat
internal import Synchronization

/// The documents of sequences, kept for the queries over a snapshot that ask for them again: a word's text
/// inside other text, its readings in kana, phrases.
///
/// A sequence that is asked for the first time is looked for as far as the query needs, the second time
/// found at once. It holds a bounded number of bytes and is safe to use from several threads, which never
/// wait while another one finds a sequence.
final class SequenceCache: Sendable {
  /// A sequence in a segment of the snapshot.
  struct Key: Hashable, Sendable {
    var segment: ObjectIdentifier
    var query: SequenceQuery
    /// The field whose lengths bound its scores.
    var field: Int
  }

  /// What is known of a sequence.
  enum Entry: Sendable {
    /// A query asked for it.
    case asked
    /// All its documents; nil for none.
    case found(PostingList?)
  }

  /// A sequence whose rarest term is in more documents is not found only because it is asked for again.
  static let greatestCost = 32_768

  private let entries: Mutex<TwoGenerations<Key, Entry>>

  /// Creates an empty cache.
  ///
  /// - Parameter byteLimit: the bytes that may be kept, as they are reckoned up here; 0 to keep nothing.
  init(byteLimit: Int) { entries = Mutex(TwoGenerations(byteLimit: byteLimit)) }

  /// The bytes that are kept now.
  var byteCount: Int { entries.withLock(\.byteCount) }

  /// The sequences of which all documents are kept now.
  var foundCount: Int {
    entries.withLock { $0.values.count { if case .found = $0 { true } else { false } } }
  }

  /// What is known of a sequence; takes note that it was asked for.
  func ask(for key: Key) -> Entry? {
    entries.withLock { entries in
      if let known = entries[key] { return known }
      entries.insert(.asked, for: key, byteCount: key.byteCount)
      return nil
    }
  }

  /// Keeps all documents of a sequence; nil for none.
  func keep(_ list: PostingList?, of key: Key) {
    // A document and a frequency, and bounds of blocks of these.
    let byteCount = key.byteCount + 9 * (list?.documentFrequency ?? 0)
    entries.withLock { $0.replace(.found(list), for: key, byteCount: byteCount) }
  }
}

extension SequenceCache.Key {
  fileprivate var byteCount: Int { MemoryLayout<Self>.stride + query.byteCount }
}

extension SequenceQuery {
  /// About the bytes of its arrays and strings, for caches.
  var byteCount: Int {
    slots.reduce(verify?.utf8.count ?? 0) { sum, slot in
      slot.alternatives.reduce(sum + 64) { $0 + 48 + $1.bytes.count }
    }
  }
}
