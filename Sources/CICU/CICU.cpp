// SPDX-License-Identifier: Apache-2.0
#include "CICU.h"

#include <cstring>
#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>
#include <unicode/uvernum.h>

using icu::ByteSink;
using icu::Edits;
using icu::Normalizer2;

namespace {

// Collects bytes into a caller's array and remembers whether they fitted.
class ArraySink : public ByteSink {
 public:
  ArraySink(uint8_t *bytes, int32_t capacity) : bytes_(bytes), capacity_(capacity) {}
  void Append(const char *bytes, int32_t n) override {
    if (n <= capacity_ - size_) {
      std::memcpy(bytes_ + size_, bytes, static_cast<size_t>(n));
    } else {
      overflowed_ = true;
      return;
    }
    size_ += n;
  }
  bool overflowed() const { return overflowed_; }
  int32_t size() const { return size_; }

 private:
  uint8_t *bytes_;
  int32_t capacity_;
  int32_t size_ = 0;
  bool overflowed_ = false;
};

bool folds_accents(UChar32 letter) {
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(letter, &error)) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
      return U_SUCCESS(error);
    default:
      return false;
  }
}

}  // namespace

extern "C" int32_t sakuin_nfkc_casefold(
    const uint8_t *source, int32_t source_length, uint8_t *result, int32_t result_capacity,
    sakuin_edit *edits, int32_t edit_capacity, int32_t *edit_count) {
  UErrorCode error = U_ZERO_ERROR;
  const Normalizer2 *normalizer = Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) {
    *edit_count = error;
    return -2;
  }
  ArraySink sink(result, result_capacity);
  Edits changes;
  normalizer->normalizeUTF8(
      0, icu::StringPiece(reinterpret_cast<const char *>(source), source_length), sink, &changes,
      error);
  if (U_FAILURE(error)) {
    *edit_count = error;
    return -2;
  }
  if (sink.overflowed()) return -1;
  int32_t count = 0;
  Edits::Iterator step = changes.getFineChangesIterator();
  while (step.next(error)) {
    if (count == edit_capacity) return -1;
    edits[count].source_start = step.sourceIndex();
    edits[count].source_length = step.oldLength();
    edits[count].result_start = step.destinationIndex();
    edits[count].result_length = step.newLength();
    count += 1;
  }
  *edit_count = count;
  return sink.size();
}

extern "C" int32_t sakuin_fold_accents(
    const uint8_t *source, int32_t source_length, uint8_t *result, int32_t result_capacity) {
  UErrorCode error = U_ZERO_ERROR;
  const Normalizer2 *decompose = Normalizer2::getNFDInstance(error);
  const Normalizer2 *compose = Normalizer2::getNFCInstance(error);
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(reinterpret_cast<const char *>(source), source_length));
  icu::UnicodeString decomposed = decompose->normalize(text, error);
  icu::UnicodeString kept;
  bool after_letter = false;
  for (int32_t i = 0; i < decomposed.length();) {
    UChar32 c = decomposed.char32At(i);
    i += U16_LENGTH(c);
    bool mark = u_charType(c) == U_NON_SPACING_MARK;
    if (!mark) after_letter = folds_accents(c);
    if (!(mark && after_letter)) kept.append(c);
  }
  icu::UnicodeString composed = compose->normalize(kept, error);
  if (U_FAILURE(error)) return -1;
  ArraySink sink(result, result_capacity);
  composed.toUTF8(sink);
  return sink.overflowed() ? -1 : sink.size();
}

extern "C" int32_t sakuin_script(int32_t code_point) {
  if (code_point == 0x30FC) return SAKUIN_SCRIPT_KATAKANA;  // the long mark has script Common
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(code_point, &error)) {
    case USCRIPT_HAN: {
      int8_t type = u_charType(code_point);
      return type == U_OTHER_LETTER || type == U_MODIFIER_LETTER || type == U_LETTER_NUMBER
                 ? SAKUIN_SCRIPT_HAN
                 : SAKUIN_SCRIPT_OTHER;
    }
    case USCRIPT_HIRAGANA:
      return u_isalpha(code_point) ? SAKUIN_SCRIPT_HIRAGANA : SAKUIN_SCRIPT_OTHER;
    case USCRIPT_KATAKANA:
      return u_isalpha(code_point) ? SAKUIN_SCRIPT_KATAKANA : SAKUIN_SCRIPT_OTHER;
    default:
      return SAKUIN_SCRIPT_OTHER;
  }
}

extern "C" int32_t sakuin_folds_apart(int32_t code_point) {
  UErrorCode error = U_ZERO_ERROR;
  const Normalizer2 *normalizer = Normalizer2::getNFKCCasefoldInstance(error);
  return U_SUCCESS(error) && normalizer->hasBoundaryBefore(code_point) ? 1 : 0;
}

extern "C" int32_t sakuin_word_class(int32_t code_point) {
  if (u_hasBinaryProperty(code_point, UCHAR_EXTENDED_PICTOGRAPHIC)) return SAKUIN_WORD_COMPLEX;
  // ICU cuts these by dictionary, or apart from other letters.
  if (u_getIntPropertyValue(code_point, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) {
    return SAKUIN_WORD_COMPLEX;
  }
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(code_point, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HANGUL:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      return SAKUIN_WORD_COMPLEX;
    default:
      break;
  }
  switch (u_getIntPropertyValue(code_point, UCHAR_WORD_BREAK)) {
    case U_WB_OTHER:
      return SAKUIN_WORD_OTHER;
    case U_WB_ALETTER:
      return SAKUIN_WORD_LETTER;
    case U_WB_NUMERIC:
      return SAKUIN_WORD_NUMERIC;
    case U_WB_MIDLETTER:
      return SAKUIN_WORD_MID_LETTER;
    case U_WB_MIDNUM:
      return SAKUIN_WORD_MID_NUMBER;
    case U_WB_MIDNUMLET:
      return SAKUIN_WORD_MID_BOTH;
    default:
      return SAKUIN_WORD_COMPLEX;
  }
}

struct sakuin_word_breaks {
  UBreakIterator *iterator;
};

extern "C" sakuin_word_breaks *sakuin_word_breaks_open(void) {
  UErrorCode error = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_open(UBRK_WORD, "", nullptr, 0, &error);
  if (U_FAILURE(error)) return nullptr;
  return new sakuin_word_breaks{iterator};
}

extern "C" void sakuin_word_breaks_close(sakuin_word_breaks *breaks) {
  if (breaks == nullptr) return;
  ubrk_close(breaks->iterator);
  delete breaks;
}

extern "C" int32_t sakuin_word_breaks_cut(
    sakuin_word_breaks *breaks, const uint8_t *text, int32_t length, int32_t *ends,
    uint8_t *is_word) {
  UErrorCode error = U_ZERO_ERROR;
  UText source = UTEXT_INITIALIZER;
  utext_openUTF8(&source, reinterpret_cast<const char *>(text), length, &error);
  ubrk_setUText(breaks->iterator, &source, &error);
  if (U_FAILURE(error)) {
    utext_close(&source);
    return -1;
  }
  int32_t count = 0;
  ubrk_first(breaks->iterator);
  for (int32_t end = ubrk_next(breaks->iterator); end != UBRK_DONE && count <= length;
       end = ubrk_next(breaks->iterator)) {
    ends[count] = end;
    is_word[count] = ubrk_getRuleStatus(breaks->iterator) >= UBRK_WORD_NUMBER ? 1 : 0;
    count += 1;
  }
  utext_close(&source);
  return count;
}

extern "C" const char *sakuin_icu_version(void) { return U_ICU_VERSION; }
extern "C" const char *sakuin_unicode_version(void) { return U_UNICODE_VERSION; }
