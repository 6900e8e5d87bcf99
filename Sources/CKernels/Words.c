// SPDX-License-Identifier: Apache-2.0

#include "CWords.h"

#include <string.h>

// Blocks are passed to inlined functions only; how they would be passed to others does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

typedef uint8_t block __attribute__((vector_size(64)));
typedef _Bool flags __attribute__((ext_vector_type(64)));

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE uint64_t bits_of(block is) {
  const flags set = __builtin_convertvector(is, flags);
  uint64_t bits;
  memcpy(&bits, &set, sizeof bits);
  return bits;
}

ALWAYS_INLINE block load_block(const uint8_t *at) {
  block value;
  memcpy(&value, at, sizeof value);
  return value;
}

size_t sakuin_ascii_prefix(const uint8_t *text, size_t length) {
  size_t at = 0;
  for (; at + 64 <= length; at += 64) {
    const block bytes = load_block(text + at);
    const uint64_t high = bits_of((block)(bytes > 0x7F));
    if (high != 0) return at + (size_t)__builtin_ctzll(high);
  }
  while (at < length && text[at] < 0x80) at++;
  return at;
}

size_t sakuin_fold_ascii(const uint8_t *text, size_t length, uint8_t *result) {
  const size_t count = sakuin_ascii_prefix(text, length);
  for (size_t at = 0; at < count; at++) {
    const uint8_t byte = text[at];
    result[at] = (uint8_t)(byte + ((uint8_t)(byte - 'A') < 26 ? 32 : 0));
  }
  return count;
}

ALWAYS_INLINE uint64_t folded(uint64_t a, uint64_t b) {
  const unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

// The `count` (1 to 8) bytes at `text`, little-endian; `readable` bytes may be read.
ALWAYS_INLINE uint64_t load_bytes(const uint8_t *text, size_t count, size_t readable) {
  uint64_t value = 0;
  if (readable >= 8) {
    memcpy(&value, text, 8);
    return count >= 8 ? value : value & ((1ull << (8 * count)) - 1);
  }
  memcpy(&value, text, count < readable ? count : readable);
  return value;
}

ALWAYS_INLINE uint64_t digest(
    const uint8_t *text, size_t length, size_t readable, uint32_t *result) {
  uint64_t hash = 0x9E3779B97F4A7C15ull, first = 0;
  size_t at = 0;
  do {
    const uint64_t word = length > at ? load_bytes(text + at, length - at, readable - at) : 0;
    if (at == 0) first = word;
    hash = folded(hash ^ word, 0xD6E8FEB86659FD93ull);
    at += 8;
  } while (at < length);
  hash = folded(hash ^ length, 0xA0761D6478BD642Full);
  *result = (uint32_t)hash;
  return __builtin_bswap64(first);
}

uint64_t sakuin_digest(const uint8_t *text, size_t length, uint32_t *hash) {
  return digest(text, length, length, hash);
}

typedef struct {
  uint64_t letters, digits, underscores, stops, commas;
} classes;

ALWAYS_INLINE classes classes_of(block bytes, uint64_t valid) {
  classes found;
  found.letters = bits_of((block)((bytes - 'a') < 26)) & valid;
  found.digits = bits_of((block)((bytes - '0') < 10)) & valid;
  found.underscores = bits_of((block)(bytes == '_')) & valid;
  found.stops = bits_of((block)(bytes == '.') | (block)(bytes == '\'')) & valid;
  found.commas = bits_of((block)(bytes == ',') | (block)(bytes == ';')) & valid;
  return found;
}

ALWAYS_INLINE classes classes_at(const uint8_t *text, size_t at, size_t end) {
  if (at + 64 <= end) return classes_of(load_block(text + at), ~0ull);
  const classes none = {0, 0, 0, 0, 0};
  if (at >= end) return none;
  block bytes = {0};
  memcpy(&bytes, text + at, end - at);
  return classes_of(bytes, (1ull << (end - at)) - 1);
}

size_t sakuin_cut_ascii_words(
    const uint8_t *text, size_t start, size_t end, sakuin_word *words, size_t capacity,
    size_t *next) {
  size_t count = 0, word_start = 0;
  uint64_t letter_before = 0, digit_before = 0, word_before = 0;
  classes here = classes_at(text, start, end);
  // One block more than there is text, so that the last word ends.
  for (size_t at = start; at <= end; at += 64) {
    const classes after = classes_at(text, at + 64, end);
    const uint64_t joins_letters = here.stops & (here.letters << 1 | letter_before) &
                                   (here.letters >> 1 | after.letters << 63);
    const uint64_t joins_digits = (here.stops | here.commas) &
                                  (here.digits << 1 | digit_before) &
                                  (here.digits >> 1 | after.digits << 63);
    const uint64_t inside =
        here.letters | here.digits | here.underscores | joins_letters | joins_digits;
    uint64_t edges = inside ^ (inside << 1 | word_before);
    while (edges != 0) {
      const size_t place = at + (size_t)__builtin_ctzll(edges);
      const uint64_t edge = edges & -edges;
      edges ^= edge;
      if ((inside & edge) != 0) {
        word_start = place;
        continue;
      }
      if (text[word_start] == '_') {
        size_t first = word_start;
        while (first < place && text[first] == '_') first++;
        if (first == place) continue;
      }
      if (count == capacity) {
        *next = word_start;
        return count;
      }
      sakuin_word *word = words + count++;
      word->start = (uint32_t)word_start;
      word->end = (uint32_t)place;
      word->is_ascii = 1;
      word->prefix = digest(text + word_start, place - word_start, end - word_start, &word->hash);
    }
    letter_before = here.letters >> 63;
    digit_before = here.digits >> 63;
    word_before = inside >> 63;
    here = after;
  }
  *next = end;
  return count;
}
