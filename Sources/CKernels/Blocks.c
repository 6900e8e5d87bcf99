// SPDX-License-Identifier: Apache-2.0
//
// Whole integer blocks (docs/IndexFormat.md, "Integer blocks"), tag and all. The plain Swift twin is
// IntegerBlockDecoder.swift.

#include "CKernels.h"

#include <string.h>

enum { BLOCK = 128, PATCHED = 64, CONSTANT = 128, BITSET = 129, RICE = 160 };

// With low parts of so many bits, all that a block of Rice codes adds up to stays below 2^30: 128 of them
// and the unary numbers, which have at most 8 * SAKUIN_UNARY_BYTES zeros.
enum { RICE_SAFE_WIDTH = 16 };

// Reads a variable-length integer of at most 32 bits; the bytes read, or -1.
static int64_t variable_byte(const uint8_t *bytes, uint64_t available, uint32_t *value) {
  uint64_t result = 0;
  for (uint32_t i = 0; i < 5 && i < available; i++) {
    result |= (uint64_t)(bytes[i] & 0x7F) << (7 * i);
    if (bytes[i] < 0x80) {
      *value = (uint32_t)result;
      return result <= UINT32_MAX ? (int64_t)i + 1 : -1;
    }
  }
  return -1;
}

// Unpacks `count` integers of `width` bits; the bytes read, or -1.
static int64_t packed(
    const uint8_t *bytes, uint64_t available, uint32_t width, uint32_t count, uint32_t added,
    uint32_t *values) {
  if (count == BLOCK) {
    if (16 * width > available) return -1;
    sakuin_unpack(bytes, width, added, values);
    return 16 * width;
  }
  const uint64_t length = (count * width + 7) / 8;
  if (length + 8 > available) return -1;
  sakuin_unpack_short(bytes, width, count, added, values);
  return (int64_t)length;
}

// Unpacks `count` gaps of `width` bits into documents above `base`; the bytes read, or -1.
static int64_t packed_documents(
    const uint8_t *bytes, uint64_t available, uint32_t width, uint32_t count, uint32_t base,
    uint32_t *values) {
  if (count == BLOCK) {
    if (16 * width > available) return -1;
    sakuin_unpack_documents(bytes, width, base, values);
    return 16 * width;
  }
  const int64_t length = packed(bytes, available, width, count, 0, values);
  if (length >= 0) sakuin_sum_documents(base, count, values);
  return length;
}

// Unpacks a patched block behind its tag; the bytes read, or -1. Tells the width of the exceptions.
static int64_t patched(
    const uint8_t *bytes, uint64_t available, uint32_t width, uint32_t count, uint32_t added,
    uint32_t *high_width, uint32_t *values) {
  const int64_t low = packed(bytes, available, width, count, added, values);
  if (low < 0 || (uint64_t)low + 2 > available) return -1;
  const uint32_t exception_count = bytes[low];
  *high_width = bytes[low + 1];
  if (*high_width == 0 || *high_width + width > 32) return -1;
  const uint64_t length = (uint64_t)low + 2 + (exception_count * (7 + *high_width) + 7) / 8;
  if (length + 8 > available) return -1;
  if (sakuin_patch(bytes + low + 2, exception_count, *high_width, width, count, values)) return -1;
  return (int64_t)length;
}

int64_t sakuin_decode_integers(
    const uint8_t *bytes, uint64_t available, uint32_t count, uint32_t added, uint32_t *values) {
  if (available == 0) return -1;
  const uint32_t tag = bytes[0];
  const uint8_t *body = bytes + 1;
  const uint64_t rest = available - 1;
  int64_t length;
  uint32_t narrow;
  if (tag <= 32) {
    length = packed(body, rest, tag, count, added, values);
    narrow = tag < 31;
  } else if ((tag & 0xE0) == PATCHED) {
    uint32_t high_width = 0;
    length = patched(body, rest, tag & 31, count, added, &high_width, values);
    narrow = (tag & 31) + high_width < 31;
  } else if ((tag & 0xE0) == RICE) {
    length = packed(body, rest, tag & 31, count, added, values);
    if (length < 0) return -1;
    const int64_t high =
        sakuin_add_unary(body + length, rest - (uint64_t)length, tag & 31, count, values);
    if (high < 0) return -1;
    length += high;
    narrow = (tag & 31) <= RICE_SAFE_WIDTH;
  } else if (tag == CONSTANT) {
    uint32_t value = 0;
    length = variable_byte(body, rest, &value);
    if (length < 0) return -1;
    narrow = value < INT32_MAX;
    for (uint32_t i = 0; i < count; i++) values[i] = value + added;
  } else {
    return -1;
  }
  if (length < 0) return -1;
  // A sum of more than 32 bits has become 0.
  if (!narrow && added != 0) {
    for (uint32_t i = 0; i < count; i++) {
      if (values[i] == 0 || values[i] > INT32_MAX) return -1;
    }
  }
  return length + 1;
}

int64_t sakuin_decode_documents(
    const uint8_t *bytes, uint64_t available, uint32_t count, uint32_t base, uint32_t *values) {
  if (available == 0) return -1;
  // The widest gap that 128 of can be added to a document without leaving 32 bits.
  const uint32_t safe_width = 24;
  const uint32_t tag = bytes[0];
  const uint8_t *body = bytes + 1;
  const uint64_t rest = available - 1;
  uint32_t safe = base + 1 <= (uint32_t)INT32_MAX;
  int64_t length;
  if (tag <= 32) {
    safe = safe && tag <= safe_width;
    length = packed_documents(body, rest, tag, count, base, values);
  } else if ((tag & 0xE0) == PATCHED) {
    const uint32_t width = tag & 31;
    uint32_t high_width = 0;
    length = patched(body, rest, width, count, 0, &high_width, values);
    if (length < 0) return -1;
    safe = safe && width + high_width <= safe_width;
    sakuin_sum_documents(base, count, values);
  } else if ((tag & 0xE0) == RICE) {
    const uint32_t width = tag & 31;
    safe = safe && width <= RICE_SAFE_WIDTH;
    length = packed_documents(body, rest, width, count, base, values);
    if (length < 0) return -1;
    const int64_t high =
        sakuin_add_unary_sums(body + length, rest - (uint64_t)length, width, count, values);
    if (high < 0) return -1;
    length += high;
  } else if (tag == CONSTANT) {
    uint32_t gap = 0;
    length = variable_byte(body, rest, &gap);
    if (length < 0) return -1;
    safe = safe && gap < 1u << safe_width;
    for (uint32_t i = 0; i < count; i++) values[i] = base + (gap + 1) * (i + 1);
  } else if (tag == BITSET && count == BLOCK) {
    if (rest < 1) return -1;
    const uint32_t word_count = body[0];
    length = 1 + 8 * (int64_t)word_count;
    if ((uint64_t)length > rest) return -1;
    if (sakuin_count_bits(body + 1, word_count) != BLOCK) return -1;
    sakuin_expand_bits(body + 1, word_count, base, values);
  } else {
    return -1;
  }
  if (length < 0) return -1;
  return safe || sakuin_ascends(values, count, base) ? length + 1 : -1;
}

// Sets bits from `bit` on: those of `word`, the lowest first.
static void or_word(uint64_t *words, uint64_t bit, uint64_t word) {
  const uint64_t at = bit / 64, shift = bit % 64;
  words[at] |= word << shift;
  if (shift > 0) words[at + 1] |= word >> (64 - shift);
}

uint32_t sakuin_insert_bitset(
    const uint8_t *bytes, uint64_t available, uint32_t base, uint32_t last, uint64_t *words) {
  if (available < 2 || bytes[0] != BITSET) return 0;
  const uint32_t word_count = bytes[1];
  if (2 + 8 * (uint64_t)word_count > available || word_count == 0) return 0;
  // The last bit must be that of the block's last document: then none lies outside the set.
  const uint64_t width = (uint64_t)last - (uint64_t)(uint32_t)(base + 1) + 1;
  if (width <= 64 * (uint64_t)(word_count - 1) || width > 64 * (uint64_t)word_count) return 0;
  uint64_t tail;
  memcpy(&tail, bytes + 2 + 8 * (word_count - 1), sizeof tail);
  if (tail == 0 || 64 * (uint64_t)word_count - (uint64_t)__builtin_clzll(tail) != width) return 0;
  const uint64_t first = (uint32_t)(base + 1);
  for (uint32_t i = 0; i + 1 < word_count; i++) {
    uint64_t word;
    memcpy(&word, bytes + 2 + 8 * i, sizeof word);
    or_word(words, first + 64 * i, word);
  }
  // Of the last word no bit lies behind `last`, so that the set need not reach further.
  const uint64_t bit = first + 64 * (uint64_t)(word_count - 1), shift = bit % 64;
  words[bit / 64] |= tail << shift;
  if (shift > 0 && (tail >> (64 - shift)) != 0) words[bit / 64 + 1] |= tail >> (64 - shift);
  return 1;
}

void sakuin_insert_documents(const uint32_t *documents, uint32_t count, uint64_t *words) {
  for (uint32_t i = 0; i < count; i++) {
    words[documents[i] / 64] |= (uint64_t)1 << (documents[i] % 64);
  }
}

void sakuin_bound_impacts(
    const uint8_t *impacts, uint32_t count, const float *table, float weight, float *bounds) {
  for (uint32_t i = 0; i < count; i++) {
    float bound = 0;
    for (uint32_t pair = 0; pair < 4; pair++) {
      const uint8_t frequency = impacts[8 * i + 2 * pair];
      // Unused pairs are zeros, but the first always counts.
      if (pair > 0 && frequency == 0) break;
      // 255 stands for any frequency from 255 on.
      const float most = frequency == UINT8_MAX ? __builtin_inff() : (float)frequency;
      const float product = weight * most * table[impacts[8 * i + 2 * pair + 1]];
      if (product > bound) bound = product;
    }
    bounds[i] = bound;
  }
}

void sakuin_bound_ranges(
    const uint8_t *lasts, const float *bounds, uint32_t count, const uint32_t *starts,
    uint32_t range_count, float *result) {
  uint32_t block = 0;
  for (uint32_t i = 0; i < range_count; i++) {
    const uint32_t start = starts[i], end = starts[i + 1];
    uint32_t last = 0;
    while (block < count) {
      memcpy(&last, lasts + 4 * block, sizeof last);
      if (last >= start) break;
      block++;
    }
    float bound = 0;
    // A block that ends before the range does is followed by one that may begin in it.
    for (uint32_t at = block; at < count; at++) {
      memcpy(&last, lasts + 4 * at, sizeof last);
      if (bounds[at] > bound) bound = bounds[at];
      if (last >= end - 1) break;
    }
    result[i] = bound;
  }
}

// 64 bits of a set from `bit` on, of which there are `word_count` words.
static uint64_t word_at(const uint64_t *words, uint64_t word_count, uint64_t bit) {
  const uint64_t at = bit / 64, shift = bit % 64;
  const uint64_t low = at < word_count ? words[at] >> shift : 0;
  const uint64_t high = shift > 0 && at + 1 < word_count ? words[at + 1] << (64 - shift) : 0;
  return low | high;
}

int64_t sakuin_count_bitset_members(
    const uint8_t *bytes, uint64_t available, uint32_t base, const uint64_t *words,
    uint64_t word_count) {
  if (available < 2 || bytes[0] != BITSET) return -1;
  const uint32_t coded = bytes[1];
  if (2 + 8 * (uint64_t)coded > available) return -1;
  const uint64_t first = (uint32_t)(base + 1);
  int64_t count = 0;
  for (uint32_t i = 0; i < coded; i++) {
    uint64_t word;
    memcpy(&word, bytes + 2 + 8 * i, sizeof word);
    count += __builtin_popcountll(word & word_at(words, word_count, first + 64 * (uint64_t)i));
  }
  return count;
}

int64_t sakuin_insert_bitset_members(
    const uint8_t *bytes, uint64_t available, uint32_t base, const uint64_t *words,
    uint64_t word_count, uint64_t *result) {
  if (available < 2 || bytes[0] != BITSET) return -1;
  const uint32_t coded = bytes[1];
  if (2 + 8 * (uint64_t)coded > available) return -1;
  const uint64_t first = (uint32_t)(base + 1);
  for (uint32_t i = 0; i < coded; i++) {
    uint64_t word;
    memcpy(&word, bytes + 2 + 8 * i, sizeof word);
    const uint64_t bit = first + 64 * (uint64_t)i, at = bit / 64, shift = bit % 64;
    if (at < word_count) result[at] |= (word << shift) & words[at];
    if (shift > 0 && at + 1 < word_count) result[at + 1] |= (word >> (64 - shift)) & words[at + 1];
  }
  return coded;
}

uint32_t sakuin_count_members(const uint32_t *documents, uint32_t count, const uint64_t *words) {
  uint32_t members = 0;
  for (uint32_t i = 0; i < count; i++) {
    members += (uint32_t)(words[documents[i] / 64] >> (documents[i] % 64)) & 1;
  }
  return members;
}

uint32_t sakuin_keep_documents(uint32_t *documents, uint32_t count, const uint64_t *words) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t document = documents[i];
    documents[kept] = document;
    kept += (uint32_t)(words[document / 64] >> (document % 64)) & 1;
  }
  return kept;
}

int64_t sakuin_match_bitset(
    const uint8_t *bytes, uint64_t available, uint32_t base, const uint32_t *candidates,
    uint32_t from, uint32_t to, uint32_t *which, uint32_t *places, uint32_t *length) {
  if (available < 2 || bytes[0] != BITSET) return -1;
  const uint32_t coded = bytes[1];
  if (2 + 8 * (uint64_t)coded > available) return -1;
  *length = 2 + 8 * coded;
  int64_t found = 0;
  // Candidates ascend: the bits before a word are counted once.
  uint32_t counted = 0, before = 0;
  for (uint32_t i = from; i < to; i++) {
    const uint32_t distance = candidates[i] - base - 1, at = distance / 64;
    if (at >= coded) continue;
    uint64_t word;
    for (; counted < at; counted++) {
      memcpy(&word, bytes + 2 + 8 * counted, sizeof word);
      before += (uint32_t)__builtin_popcountll(word);
    }
    memcpy(&word, bytes + 2 + 8 * at, sizeof word);
    const uint64_t bit = (uint64_t)1 << (distance % 64);
    const uint32_t place = before + (uint32_t)__builtin_popcountll(word & (bit - 1));
    which[found] = i;
    places[found] = place;
    found += (word & bit) != 0 && place < BLOCK;
  }
  return found;
}
