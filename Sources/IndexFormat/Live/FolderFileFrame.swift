// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// What the small files of a live index, manifests and tombstones, have in common.
///
/// ```
///   0   8  magic
///   8   4  u32 format version
///  12      the rest of the header, and the content
///          u64 XXH3-64 of everything before
/// ```
struct FolderFileFrame: Sendable {
  /// What the file is, for errors.
  let structure: String
  /// Eight ASCII characters.
  let magic: String
  /// The version that is written, the only one that is read.
  let version: UInt32
  /// The bytes of the whole header, magic and version included.
  let headerByteCount: Int

  /// The bytes that a file begins with.
  var head: [UInt8] {
    var bytes = Array(magic.utf8)
    bytes.append(littleEndian: version)
    return bytes
  }

  /// A file: header and content, and their checksum.
  func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    bytes.append(littleEndian: Checksum.xxh3(bytes))
    return bytes
  }

  /// Checks the frame of a file and reads the rest of it.
  ///
  /// - Parameters:
  ///   - bytes: All bytes of the file.
  ///   - file: The file's name, for errors.
  ///   - read: Reads header and content, which end where the second argument says.
  /// - Returns: What `read` gives.
  /// - Throws: `IndexFormatError.damaged`; `.storage` for what `read` throws beside.
  /// - Complexity: O(bytes).
  func open<Content>(
    _ bytes: MappedBytes, file: String,
    _ read: (_ bytes: MappedBytes, _ end: Int) throws(StorageError) -> Content
  ) throws(IndexFormatError) -> Content {
    do throws(StorageError) {
      let end = try checkedEnd(bytes)
      return try read(bytes, end)
    } catch {
      switch error {
      case .damaged(_, let offset, let reason):
        throw .damaged(file: file, section: structure, offset: offset, reason: reason)
      case .outOfBounds(let offset, let count, let size):
        throw .damaged(
          file: file, section: structure, offset: offset,
          reason: "\(count) bytes needed, \(size) there")
      default: throw .storage(error)
      }
    }
  }

  /// Where header and content end.
  private func checkedEnd(_ bytes: MappedBytes) throws(StorageError) -> Int {
    let magic = Array(magic.utf8)
    guard bytes.count >= magic.count, try bytes.array(0..<magic.count) == magic else {
      throw damaged(0, "no magic")
    }
    let found = try bytes.uint32(at: 8)
    guard found == version else {
      throw damaged(8, "format version \(found)\(found > version ? " is too new" : "")")
    }
    let end = bytes.count - 8
    guard end >= headerByteCount,
      try bytes.uint64(at: end) == Checksum.xxh3(bytes[slice: 0..<end])
    else { throw damaged(max(0, end), "the checksum does not match") }
    return end
  }

  /// Damage at an offset.
  func damaged(_ offset: Int, _ reason: String) -> StorageError {
    .damaged(structure: structure, offset: offset, reason: reason)
  }
}
