// SPDX-License-Identifier: Apache-2.0

/// The layout of stored documents: three sections.
///
/// ```
/// stored fields       zstd frames, each with its content size and checksum, back to back
/// stored blocks       for each frame, 16 bytes: u32 first document, u32 bytes of content,
///                     u64 where the frame starts in the section of stored fields
/// stored dictionary   the zstd dictionary of all frames; the section is absent when there is none
///
/// content of a frame  for each document a variable-length integer: its bytes; then all documents
/// document            values back to back, in the order they were given:
///                       u8 field number, u8 type,
///                       type 1 text     variable-length integer byte count, UTF-8
///                       type 2 keywords variable-length integer count, then each as text
///                       type 3 number   f64
///                       type 4 date     i64
/// ```
enum StoredFieldsFormat {
  /// A block is ended when its content has grown to so many bytes.
  static let blockByteCount = 16 << 10
  /// The most bytes of one document.
  static let maximumDocumentByteCount = 1 << 28
  /// The size of an entry of the stored blocks.
  static let entryByteCount = 16
  /// A zstd frame cannot grow by more than this: each of its blocks of 128 KiB takes 4 bytes.
  static let maximumRatio = 1 << 15
  /// The content that is gathered before a dictionary is trained on it.
  static let sampleByteCount = 2 << 20
  /// The most bytes of a dictionary.
  static let maximumDictionaryByteCount = 32 << 10
  /// The zstd level.
  static let level: Int32 = 6

  static let text: UInt8 = 1
  static let keywords: UInt8 = 2
  static let number: UInt8 = 3
  static let date: UInt8 = 4
}
