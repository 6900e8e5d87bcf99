// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Hashes lines of JSON, so that those that were read before need not be read again.
///
/// The XXH3-64 of the version of this program's reading, the name of the id and the line. Reading is
/// most of the work of an update in which little has changed.
struct LineHashing {
  /// Lines that need not be read; each goes with its first occurrence, so that a second one is read and
  /// found to be one.
  var known: Set<UInt64>
  private let seed: [UInt8]
  private static let version = "1"

  /// Hashing of lines whose documents have their key under a name.
  init(idField: String, known: Set<UInt64>) {
    self.known = known
    seed = Array("\(Self.version)\0\(idField)\0".utf8)
  }

  /// The hash of a line; never 0.
  func hash(of line: ArraySlice<UInt8>) -> UInt64 {
    var checksum = RunningChecksum()
    checksum.update(seed[...])
    checksum.update(line)
    return max(1, checksum.value)
  }
}
