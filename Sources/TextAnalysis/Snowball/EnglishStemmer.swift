// SPDX-License-Identifier: Apache-2.0
// The wrapper of Snowball: the only file of this module that calls it.
internal import CSnowball

/// Snowball's English stemmer (Porter 2). Not for use by two threads at once.
@safe final class EnglishStemmer {
  private let handle: OpaquePointer

  /// Opens the stemmer, or nil when the library lacks it.
  init?() {
    guard let handle = unsafe sb_stemmer_new("english", "UTF_8") else { return nil }
    unsafe self.handle = handle
  }

  deinit { unsafe sb_stemmer_delete(handle) }

  /// The stem of a case-folded word.
  func stem(_ word: ArraySlice<UInt8>) -> [UInt8] {
    let word = Array(word)
    // Safe: the result belongs to the stemmer until its next call and is copied at once.
    return unsafe word.withUnsafeBufferPointer { bytes -> [UInt8] in
      guard
        let result = unsafe sb_stemmer_stem(handle, bytes.baseAddress, Int32(bytes.count))
      else { return word }
      let count = unsafe Int(sb_stemmer_length(handle))
      return unsafe Array(UnsafeBufferPointer(start: result, count: count))
    }
  }
}
