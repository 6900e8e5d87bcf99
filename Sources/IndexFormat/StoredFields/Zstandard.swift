// SPDX-License-Identifier: Apache-2.0

// The wrapper of the zstd library, the only file that calls it.

internal import CZstd
internal import Storage

/// Compresses frames with one level and perhaps a dictionary. For one thread at a time.
@safe final class FrameCompressor {
  // Safe: created in init, used by this value only, freed in deinit.
  private let context: OpaquePointer

  /// Creates a compressor; an empty dictionary is none.
  ///
  /// - Throws: `IndexFormatError.compression`.
  init(level: Int32, dictionary: [UInt8] = []) throws(IndexFormatError) {
    guard let context = unsafe ZSTD_createCCtx() else {
      throw .compression(reason: "out of memory")
    }
    unsafe self.context = context
    try zstdCheck(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level))
    try zstdCheck(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
    try zstdCheck(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_dictIDFlag, 0))
    // Safe: the library copies the dictionary during the call.
    let code = unsafe dictionary.withUnsafeBytes { buffer in
      unsafe ZSTD_CCtx_loadDictionary(context, buffer.baseAddress, buffer.count)
    }
    try zstdCheck(code)
  }

  deinit { _ = unsafe ZSTD_freeCCtx(context) }

  /// One frame that holds some bytes.
  ///
  /// - Throws: `IndexFormatError.compression`.
  func frame(_ content: [UInt8]) throws(IndexFormatError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: ZSTD_compressBound(content.count))
    // Safe: the library reads `content` and writes within `result` during the call.
    let size = unsafe content.withUnsafeBytes { source in
      unsafe result.withUnsafeMutableBytes { target in
        unsafe ZSTD_compress2(
          context, target.baseAddress, target.count, source.baseAddress, source.count)
      }
    }
    try zstdCheck(size)
    result.removeSubrange(size...)
    return result
  }
}

/// Decompresses frames that may need a dictionary. For one thread at a time.
@safe final class FrameDecompressor {
  // Safe: created in init, used by this object only, freed in deinit.
  private let context: OpaquePointer

  /// Creates a decompressor; an empty dictionary is none.
  ///
  /// - Throws: `IndexFormatError.compression`.
  init(dictionary: [UInt8]) throws(IndexFormatError) {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw .compression(reason: "out of memory")
    }
    unsafe self.context = context
    // Safe: the library copies the dictionary during the call.
    let code = unsafe dictionary.withUnsafeBytes { buffer in
      unsafe ZSTD_DCtx_loadDictionary(context, buffer.baseAddress, buffer.count)
    }
    try zstdCheck(code)
  }

  deinit { _ = unsafe ZSTD_freeDCtx(context) }

  /// The content of one frame, or nil when the frame is damaged or has not exactly `byteCount`
  /// bytes of content.
  func content(_ frame: MappedBytes, byteCount: Int) -> [UInt8]? {
    let announced = frame.withSpan { span in
      // Safe: the library reads within the frame during the call.
      unsafe span.withUnsafeBytes { unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
    }
    guard announced == UInt64(byteCount) else { return nil }
    var result = [UInt8](repeating: 0, count: byteCount)
    let size = frame.withSpan { span in
      // Safe: the library reads the frame and writes within `result` during the call.
      unsafe span.withUnsafeBytes { source in
        unsafe result.withUnsafeMutableBytes { target in
          unsafe ZSTD_decompressDCtx(
            context, target.baseAddress, target.count, source.baseAddress, source.count)
        }
      }
    }
    return ZSTD_isError(size) == 0 && size == byteCount ? result : nil
  }
}

/// Trains dictionaries.
enum FrameDictionary {
  /// A dictionary of at most `byteCount` bytes for content like the samples; empty when they are
  /// too few or too much alike.
  static func trained(on samples: [[UInt8]], byteCount: Int) -> [UInt8] {
    guard samples.count >= 8 else { return [] }
    let joined = Array(samples.joined())
    let sizes = samples.map(\.count)
    var result = [UInt8](repeating: 0, count: byteCount)
    // Safe: the library reads the samples and their sizes and writes within `result`.
    let size = unsafe joined.withUnsafeBytes { source in
      unsafe sizes.withUnsafeBufferPointer { sizes in
        unsafe result.withUnsafeMutableBytes { target in
          unsafe ZDICT_trainFromBuffer(
            target.baseAddress, target.count, source.baseAddress, sizes.baseAddress,
            UInt32(sizes.count))
        }
      }
    }
    guard ZDICT_isError(size) == 0 else { return [] }
    result.removeSubrange(size...)
    return result
  }
}

private func zstdCheck(_ code: Int) throws(IndexFormatError) {
  guard ZSTD_isError(code) == 0 else {
    throw .compression(reason: unsafe String(cString: ZSTD_getErrorName(code)))
  }
}
