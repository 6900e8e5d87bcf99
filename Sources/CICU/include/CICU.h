// SPDX-License-Identifier: Apache-2.0
// ICU behind stable C names. ICU renames its functions by version (ubrk_open_72) through macros that
// Swift does not see, and the UTF-8 normalizer with an edit list exists in C++ only.
#ifndef SAKUIN_CICU_H
#define SAKUIN_CICU_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// One changed stretch of a normalized text, in bytes; everything between two edits is unchanged.
typedef struct {
  int32_t source_start;
  int32_t source_length;
  int32_t result_start;
  int32_t result_length;
} sakuin_edit;

// NFKC case folding of UTF-8. Writes the changed stretches, in order, to edits and their number to
// edit_count. Returns the byte length of the result, or -1 when result or edits are too small, or
// -2 when ICU failed (*edit_count then holds ICU's error code).
int32_t sakuin_nfkc_casefold(
    const uint8_t *source, int32_t source_length, uint8_t *result, int32_t result_capacity,
    sakuin_edit *edits, int32_t edit_capacity, int32_t *edit_count);

// Removes combining marks from Latin, Greek and Cyrillic letters of NFKC text; other scripts keep
// theirs (the kana sound marks above all). Returns the byte length, or -1 when result is too small.
int32_t sakuin_fold_accents(
    const uint8_t *source, int32_t source_length, uint8_t *result, int32_t result_capacity);

// Script classes that decide how a code point is cut into words.
enum {
  SAKUIN_SCRIPT_OTHER = 0,
  SAKUIN_SCRIPT_HAN = 1,
  SAKUIN_SCRIPT_HIRAGANA = 2,
  SAKUIN_SCRIPT_KATAKANA = 3,
};
int32_t sakuin_script(int32_t code_point);

// 1 when text can be cut in front of a code point and its parts be folded one by one
// (sakuin_nfkc_casefold) without a difference, else 0.
int32_t sakuin_folds_apart(int32_t code_point);

// How a code point stands in words, by Unicode's property Word_Break. COMPLEX is whatever needs more
// than the rules for the others: marks, joiners, emoji, scripts with a property of their own or that
// dictionaries cut.
enum {
  SAKUIN_WORD_OTHER = 0,
  SAKUIN_WORD_LETTER = 1,
  SAKUIN_WORD_NUMERIC = 2,
  SAKUIN_WORD_MID_LETTER = 3,
  SAKUIN_WORD_MID_NUMBER = 4,
  SAKUIN_WORD_MID_BOTH = 5,
  SAKUIN_WORD_COMPLEX = 6
};
int32_t sakuin_word_class(int32_t code_point);

// Unicode word boundaries (UAX 29, ICU's root rules with dictionaries).
typedef struct sakuin_word_breaks sakuin_word_breaks;
sakuin_word_breaks *sakuin_word_breaks_open(void);
void sakuin_word_breaks_close(sakuin_word_breaks *breaks);
// Writes the end of each segment and whether it is a word (letters, digits, kana or ideographs) of
// the text; ends and is_word need length + 1 places. Returns the number of segments, -1 on failure.
int32_t sakuin_word_breaks_cut(
    sakuin_word_breaks *breaks, const uint8_t *text, int32_t length, int32_t *ends, uint8_t *is_word);

// ICU's and Unicode's version, such as "72.1" and "15.0".
const char *sakuin_icu_version(void);
const char *sakuin_unicode_version(void);

#ifdef __cplusplus
}
#endif
#endif
