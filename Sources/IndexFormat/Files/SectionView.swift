// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// The bytes of one section, with what an error message needs to name them.
struct SectionView: Sendable {
  /// The file's name.
  let file: String
  /// The section's name.
  let name: String
  /// Where the section starts in the file.
  let offset: Int
  /// The section's bytes.
  let bytes: MappedBytes
  /// The section's bytes and the zeros behind them that kernels may read.
  let paddedBytes: MappedBytes

  /// An error of this section at an offset in it.
  func damaged(at offset: Int, _ reason: String) -> IndexFormatError {
    .damaged(file: file, section: name, offset: self.offset + offset, reason: reason)
  }

  /// An error of this section for an error of a structure that starts at `base` in it.
  func damaged(_ error: StorageError, base: Int = 0) -> IndexFormatError {
    switch error {
    case .outOfBounds(let at, let count, let size):
      damaged(at: base + at, "\(count) bytes needed, \(size) there")
    case .damaged(let structure, let at, let reason):
      damaged(at: base + at, "\(structure): \(reason)")
    default: .storage(error)
    }
  }
}
