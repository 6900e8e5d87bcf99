// SPDX-License-Identifier: Apache-2.0

internal import CXXHash

/// The checksums of index files: XXH3, the wrapper of the xxHash library.
package enum Checksum {
  /// XXH3-64 of an array.
  ///
  /// - Complexity: O(n), some 10 bytes a nanosecond.
  package static func xxh3(_ bytes: [UInt8]) -> UInt64 {
    // Safe: the library reads `count` bytes during the call.
    unsafe bytes.withUnsafeBytes { unsafe XXH3_64bits($0.baseAddress, $0.count) }
  }

  /// XXH3-64 of a window.
  package static func xxh3(_ bytes: MappedBytes) -> UInt64 {
    bytes.withSpan { span in
      // Safe: the library reads `count` bytes during the call.
      unsafe span.withUnsafeBytes { unsafe XXH3_64bits($0.baseAddress, $0.count) }
    }
  }

  /// XXH3-128 of an array, as its high and low half.
  package static func xxh3Wide(_ bytes: [UInt8]) -> (high: UInt64, low: UInt64) {
    // Safe: the library reads `count` bytes during the call.
    let hash = unsafe bytes.withUnsafeBytes { unsafe XXH3_128bits($0.baseAddress, $0.count) }
    return (hash.high64, hash.low64)
  }
}

/// A running XXH3-64 over bytes given in pieces.
@safe package struct RunningChecksum: ~Copyable {
  // Safe: created in init, used by this value only, freed in deinit.
  private let state: OpaquePointer

  /// Starts with no bytes.
  package init() {
    guard let state = unsafe XXH3_createState() else { fatalError("out of memory") }
    unsafe self.state = state
    unsafe XXH3_64bits_reset(state)
  }

  /// Takes in more bytes.
  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    // Safe: the library reads `count` bytes during the call.
    unsafe bytes.withUnsafeBytes { buffer in
      _ = unsafe XXH3_64bits_update(state, buffer.baseAddress, buffer.count)
    }
  }

  /// Takes in the bytes of a window.
  package mutating func update(_ bytes: MappedBytes) {
    bytes.withSpan { span in
      // Safe: the library reads `count` bytes during the call.
      unsafe span.withUnsafeBytes { buffer in
        _ = unsafe XXH3_64bits_update(state, buffer.baseAddress, buffer.count)
      }
    }
  }

  /// The checksum of all bytes so far.
  package var value: UInt64 { unsafe XXH3_64bits_digest(state) }

  /// Forgets all bytes.
  package mutating func reset() { unsafe XXH3_64bits_reset(state) }

  deinit { unsafe XXH3_freeState(state) }
}
