// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat
internal import Synchronization

/// Whole groups, merged to one list of documents and sums, kept for the queries over a snapshot that ask for
/// them again: a word with its other forms, spellings and readings is then as fast as one list of the index,
/// and needs no decoding.
///
/// It holds a bounded number of bytes and is safe to use from several threads, which never wait while another
/// one merges.
final class GroupCache: Sendable {
  /// What is known of a group.
  enum Entry: Sendable {
    /// It was asked for so many times.
    case asked(Int)
    /// It has been merged.
    case merged(MergedGroup)

    /// The group, if it has been merged.
    var group: MergedGroup? { if case .merged(let group) = self { group } else { nil } }

    /// How often it was asked for, if it has not.
    var askCount: Int { if case .asked(let count) = self { count } else { 0 } }
  }

  /// The variants of a group.
  struct Key: Hashable, Sendable {
    var variants: [Variant]

    func hash(into hasher: inout Hasher) {
      // Groups that differ in the rest are few, and their arrays are long.
      hasher.combine(variants.count)
      for variant in [variants.first, variants.last] {
        hasher.combine(variant?.text)
        hasher.combine(variant?.weight)
      }
    }
  }

  private let byteLimit: Int
  private let entries: Mutex<RecentlyUsed<Key, Entry>>

  /// Creates an empty cache.
  ///
  /// - Parameter byteLimit: the bytes that may be kept, as they are reckoned up here; 0 to keep nothing.
  init(byteLimit: Int) {
    self.byteLimit = byteLimit
    entries = Mutex(RecentlyUsed(byteLimit: byteLimit))
  }

  /// The bytes that are kept now.
  var byteCount: Int { entries.withLock(\.byteCount) }

  /// The groups that are kept now.
  var mergedCount: Int {
    entries.withLock { $0.values.count { $0.group != nil } }
  }

  /// Whether there is room for a group, given as it was opened in each segment: one must not drive out many
  /// others.
  func hasRoom(for groups: [BoundGroup]) -> Bool {
    let postingCount = groups.lazy.flatMap { $0.variants + $0.fallbacks }
      .reduce(0) { $0 + $1.postings.cost }
    return MergedGroup.bytesPerDocument * postingCount <= byteLimit / 8
  }

  /// What is known of a group, this time included.
  func ask(for variants: [Variant]) -> Entry {
    let key = Key(variants: variants)
    return entries.withLock { entries in
      switch entries[key] {
      case .merged(let group): return .merged(group)
      case .asked(let count):
        entries.replace(.asked(count + 1), for: key, byteCount: variants.byteCount)
        return .asked(count + 1)
      case nil:
        entries.insert(.asked(1), for: key, byteCount: variants.byteCount)
        return .asked(1)
      }
    }
  }

  /// Keeps a group.
  func keep(_ group: MergedGroup, of variants: [Variant]) {
    let byteCount = variants.byteCount + group.byteCount
    entries.withLock {
      $0.replace(.merged(group), for: Key(variants: variants), byteCount: byteCount)
    }
  }
}

/// A group's documents and sums in all segments of a snapshot.
struct MergedGroup: Sendable {
  /// What a group's own idf is made of (see `IDFSource.ownDocuments`).
  var documentFrequency: Int
  /// By segment the documents with their sums; nil where there are none.
  var segments: [MaterializedPostings?]

  /// A document, its sum, and a part of the bounds of blocks.
  static let bytesPerDocument = 9

  fileprivate var byteCount: Int {
    segments.reduce(0) { $0 + Self.bytesPerDocument * ($1?.documents.count ?? 0) + 1024 }
  }
}

extension [Variant] {
  /// About the bytes of its arrays and strings, most of which others share.
  fileprivate var byteCount: Int { 32 + count * MemoryLayout<Variant>.stride }
}
