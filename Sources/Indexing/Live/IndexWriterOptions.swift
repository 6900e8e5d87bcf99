// SPDX-License-Identifier: Apache-2.0
public import DocumentModel
package import Storage

/// What the writer of a live index needs to know beside the documents.
public struct IndexWriterOptions: Sendable {
  /// The fields and how they are analyzed. An index that is there has its own schema, which this must
  /// equal if it is given; a new one has this, or the standard one.
  public var schema: Schema?
  /// The threads that analyze texts.
  public var threadCount: Int
  /// About how many bytes postings may take in memory.
  public var memoryLimit: Int
  /// The word lexicon's file; it must be the one that the index was made with.
  public var lexiconPath: String?
  /// A user dictionary, whose words are found as those of the lexicon are; see docs/UserDictionary.md.
  public var userDictionaryPath: String?
  /// The folder of MeCab's dictionary; nil tries the usual places.
  public var dictionaryPath: String?
  /// Whether segments are joined after a commit where there are many small ones, or one has many
  /// deleted documents.
  public var mergesAutomatically = true
  /// Whether documents of a new segment are brought into an order that makes it smaller.
  package var reorders = false
  /// Where files are made.
  package var fileSystem: any FileSystem = SystemFiles()
  /// Which segments are joined.
  var mergePolicy = MergePolicy()

  /// Creates options.
  public init(
    schema: Schema? = nil, threadCount: Int = 1,
    memoryLimit: Int = IndexBuilderOptions.usualMemoryLimit, lexiconPath: String? = nil,
    userDictionaryPath: String? = nil, dictionaryPath: String? = nil
  ) {
    self.schema = schema
    self.threadCount = threadCount
    self.memoryLimit = memoryLimit
    self.lexiconPath = lexiconPath
    self.userDictionaryPath = userDictionaryPath
    self.dictionaryPath = dictionaryPath
  }
}

/// What a commit did.
public struct CommitSummary: Sendable, Equatable {
  /// The number of the manifest that shows it. Without a change there is no new one.
  public var manifest: UInt64 = 0
  /// The documents that were added, those that took the place of others included.
  public var addedCount: Int
  /// The documents that were removed, those that were replaced included.
  public var removedCount: Int
  /// The documents of the index.
  public var documentCount = 0
  /// The segments of the index.
  public var segmentCount = 0
  /// The bytes of its segment files.
  public var byteCount = 0
  /// How many segments were joined into others afterwards.
  public var mergedSegmentCount = 0
  /// Why segments were not joined afterwards, although they should have been. The commit stands.
  public var mergeFailure: IndexingError?

  init(addedCount: Int, removedCount: Int) {
    self.addedCount = addedCount
    self.removedCount = removedCount
  }
}
