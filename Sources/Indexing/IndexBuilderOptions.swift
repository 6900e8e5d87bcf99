// SPDX-License-Identifier: Apache-2.0
public import DocumentModel
package import IndexFormat
package import Storage

/// What an index builder needs to know beside the documents.
public struct IndexBuilderOptions: Sendable {
  /// The fields and how they are analyzed.
  public var schema: Schema
  /// The threads that analyze texts; the thread that adds documents comes on top and does little.
  public var threadCount: Int
  /// About how many bytes postings may take in memory. What is more goes to unnamed temporary files
  /// beside the output and is merged at the end. The index is the same whatever the limit.
  public var memoryLimit: Int
  /// Whether the documents are brought into another order at the end, as `IndexMerger.reorders` says.
  /// Until then the index stands in a temporary file beside the output.
  public var reorders: Bool
  /// The word lexicon's file; without it words are found with less reach.
  public var lexiconPath: String?
  /// A user dictionary, whose words are found as those of the lexicon are; see docs/UserDictionary.md.
  public var userDictionaryPath: String?
  /// The folder of MeCab's dictionary; nil tries the usual places.
  public var dictionaryPath: String?
  /// Which terms are common enough that their pairs are recorded.
  package var commonness = Commonness.usual
  /// Whether the index is a segment of a live one, which has what updates need to know.
  package var isUpdatable = false
  /// Where the index and temporary files are made.
  package var fileSystem: any FileSystem = SystemFiles()

  /// The memory limit unless one is given: 512 MiB.
  public static let usualMemoryLimit = 512 << 20

  /// Creates options.
  public init(
    schema: Schema = .standard(), threadCount: Int = 1,
    memoryLimit: Int = IndexBuilderOptions.usualMemoryLimit, reorders: Bool = false,
    lexiconPath: String? = nil, userDictionaryPath: String? = nil, dictionaryPath: String? = nil
  ) {
    self.schema = schema
    self.threadCount = threadCount
    self.memoryLimit = memoryLimit
    self.reorders = reorders
    self.lexiconPath = lexiconPath
    self.userDictionaryPath = userDictionaryPath
    self.dictionaryPath = dictionaryPath
  }
}
