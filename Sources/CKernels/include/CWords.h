// SPDX-License-Identifier: Apache-2.0
//
// Kernels over text: folding the case of ASCII, cutting words, and digests of byte strings. Each has a
// twin in plain Swift, TextAnalysis/Segmentation/PlainWordKernels.swift, that the tests hold it to.
// None of them checks bounds: WordKernels.swift, the only caller, has.

#ifndef SAKUIN_CWORDS_H
#define SAKUIN_CWORDS_H

#include <stddef.h>
#include <stdint.h>

// A word of a text, with what a hash table wants to know of it.
typedef struct {
  // The first eight bytes, most significant first, filled up with zeros.
  uint64_t prefix;
  // Where it begins and ends in the text.
  uint32_t start, end;
  // A hash of its bytes.
  uint32_t hash;
  // 1 when all bytes are ASCII.
  uint32_t is_ascii;
} sakuin_word;

// Writes the text with ASCII capitals in lower case up to the first byte that is not ASCII, and
// returns how many bytes that are.
size_t sakuin_fold_ascii(const uint8_t *text, size_t length, uint8_t *result);

// How many bytes from the text's beginning are ASCII.
size_t sakuin_ascii_prefix(const uint8_t *text, size_t length);

// Prefix and hash of a byte string, as in sakuin_word.
uint64_t sakuin_digest(const uint8_t *text, size_t length, uint32_t *hash);

// Cuts the words of ASCII text[start, end) in lower case, as Unicode's word boundaries do: letters,
// digits and underscores, with one dot or apostrophe between two letters, one dot, apostrophe, comma
// or semicolon between two digits; underscores alone are none. At most `capacity` words are written;
// `*next` is where the rest begins, `end` if there is none. Returns the number of words.
size_t sakuin_cut_ascii_words(
    const uint8_t *text, size_t start, size_t end, sakuin_word *words, size_t capacity,
    size_t *next);

// Asks for the memory at an address, which need not be there, ahead of its use.
static inline void sakuin_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
