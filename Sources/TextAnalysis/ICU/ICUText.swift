// SPDX-License-Identifier: Apache-2.0
// The wrapper of CICU: the only file of this module that calls ICU.
internal import CICU

/// Text operations that ICU carries out, over UTF-8.
enum ICUText {
  /// Writes the NFKC case folding of `source` to `result`; spacing sound marks combine with kana.
  ///
  /// - Complexity: O(n) in the bytes of `source`.
  static func foldCase(_ source: [UInt8], into result: inout NormalizedText) {
    let source = SoundMarks.combined(source)
    var capacity = source.count + source.count / 2 + 64
    var editCapacity = source.count / 2 + 16
    while true {
      var bytes = [UInt8](repeating: 0, count: capacity)
      var edits = [sakuin_edit](repeating: sakuin_edit(), count: editCapacity)
      var editCount: Int32 = 0
      // Safe: every pointer lives for the call and is passed with its own length.
      let count = unsafe source.withUnsafeBufferPointer { source in
        unsafe bytes.withUnsafeMutableBufferPointer { bytes in
          unsafe edits.withUnsafeMutableBufferPointer { edits in
            unsafe sakuin_nfkc_casefold(
              source.baseAddress, Int32(source.count), bytes.baseAddress, Int32(bytes.count),
              edits.baseAddress, Int32(edits.count), &editCount)
          }
        }
      }
      precondition(count != -2, "ICU cannot normalize text: error \(editCount)")
      if count < 0 {
        // One code point becomes 18 at the most (U+FDFA), each of 4 bytes at the most.
        capacity *= 4
        editCapacity *= 4
        continue
      }
      bytes.removeSubrange(Int(count)...)
      result.bytes = bytes
      result.edits.removeAll(keepingCapacity: true)
      for edit in edits[..<Int(editCount)] {
        result.edits.append(
          NormalizedText.Edit(
            source: Int(edit.source_start)..<Int(edit.source_start + edit.source_length),
            result: Int(edit.result_start)..<Int(edit.result_start + edit.result_length)))
      }
      return
    }
  }

  /// The text without the combining marks of Latin, Greek and Cyrillic letters.
  static func foldAccents(_ source: some Collection<UInt8>) -> [UInt8] {
    let source = Array(source)
    var result = [UInt8](repeating: 0, count: source.count * 3 + 16)
    // Safe: both pointers live for the call and are passed with their own lengths.
    let count = unsafe source.withUnsafeBufferPointer { source in
      unsafe result.withUnsafeMutableBufferPointer { result in
        unsafe sakuin_fold_accents(
          source.baseAddress, Int32(source.count), result.baseAddress, Int32(result.count))
      }
    }
    guard count >= 0 else { return source }
    result.removeSubrange(Int(count)...)
    return result
  }

  /// The script class of a code point, as CICU numbers them.
  static func script(of codePoint: UInt32) -> Script {
    switch Int(sakuin_script(Int32(bitPattern: codePoint))) {
    case SAKUIN_SCRIPT_HAN: .han
    case SAKUIN_SCRIPT_HIRAGANA: .hiragana
    case SAKUIN_SCRIPT_KATAKANA: .katakana
    default: .other
    }
  }

  /// Whether text can be cut in front of a code point and its parts be folded one by one.
  static func foldsApart(_ codePoint: UInt32) -> Bool {
    sakuin_folds_apart(Int32(bitPattern: codePoint)) != 0
  }

  /// How a code point stands in words.
  static func wordClass(of codePoint: UInt32) -> WordClass {
    switch Int(sakuin_word_class(Int32(bitPattern: codePoint))) {
    case SAKUIN_WORD_OTHER: .other
    case SAKUIN_WORD_LETTER: .letter
    case SAKUIN_WORD_NUMERIC: .numeric
    case SAKUIN_WORD_MID_LETTER: .midLetter
    case SAKUIN_WORD_MID_NUMBER: .midNumber
    case SAKUIN_WORD_MID_BOTH: .midBoth
    default: .complex
    }
  }

  /// ICU's version, such as "72.1".
  static var version: String { unsafe String(cString: sakuin_icu_version()) }
  /// Unicode's version, such as "15.0".
  static var unicodeVersion: String { unsafe String(cString: sakuin_unicode_version()) }
}

/// Unicode word boundaries, by one ICU break iterator. Not for use by two threads at once.
@safe final class WordBreakIterator {
  private let handle: OpaquePointer
  private var ends: [Int32] = []
  private var isWord: [UInt8] = []
  private var piece: [UInt8] = []

  /// Opens ICU's root rules, or nil when ICU's data cannot be loaded.
  init?() {
    guard let handle = unsafe sakuin_word_breaks_open() else { return nil }
    unsafe self.handle = handle
  }

  deinit { unsafe sakuin_word_breaks_close(handle) }

  /// Appends the ranges of the words in `text[range]`, as ranges of `text`. An `@` parts words: some
  /// versions of ICU count it as a letter, others do not. Underscores alone are no word.
  ///
  /// - Complexity: O(n) in the bytes of the range.
  func words(in text: Span<UInt8>, range: Range<Int>, into words: inout [Range<Int>]) {
    if ends.count < range.count + 1 {
      ends = [Int32](repeating: 0, count: range.count * 2 + 64)
      isWord = [UInt8](repeating: 0, count: range.count * 2 + 64)
    }
    piece.removeAll(keepingCapacity: true)
    for index in range { piece.append(text[index] == 0x40 ? 0x20 : text[index]) }
    // Safe: the pointers live for the call; ends and isWord hold range.count + 1 places or more.
    let count = unsafe piece.withUnsafeBufferPointer { piece in
      unsafe ends.withUnsafeMutableBufferPointer { ends in
        unsafe isWord.withUnsafeMutableBufferPointer { isWord in
          unsafe sakuin_word_breaks_cut(
            handle, piece.baseAddress, Int32(piece.count), ends.baseAddress, isWord.baseAddress)
        }
      }
    }
    var start = range.lowerBound
    for index in 0..<max(0, Int(count)) {
      let end = range.lowerBound + Int(ends[index])
      if isWord[index] != 0, (start..<end).contains(where: { text[$0] != 0x5F }) {
        words.append(start..<end)
      }
      start = end
    }
  }
}
