// SPDX-License-Identifier: Apache-2.0

#include "CKernels.h"

#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "index files are little-endian, and these kernels read them in place"
#endif

typedef uint32_t lanes __attribute__((vector_size(16)));

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

ALWAYS_INLINE lanes load(const void *at) {
  lanes value;
  memcpy(&value, at, sizeof value);
  return value;
}

ALWAYS_INLINE void store(void *at, lanes value) { memcpy(at, &value, sizeof value); }

ALWAYS_INLINE lanes splat(uint32_t value) { return (lanes){value, value, value, value}; }

// The row of 4 integers at `row` of packed integers of constant `width` bits, 1 to 32.
ALWAYS_INLINE lanes row_of(const uint8_t *packed, const uint32_t width, const uint32_t row) {
  const uint32_t bit = row * width, word = bit / 32, shift = bit % 32;
  lanes value = load(packed + 16 * word) >> splat(shift);
  if (shift + width > 32) value |= load(packed + 16 * (word + 1)) << splat(32 - shift);
  return width == 32 ? value : value & splat((1u << (width & 31)) - 1);
}

// The running sums of four lanes, each with one added.
ALWAYS_INLINE lanes sums_of(lanes value, lanes *carry) {
  const lanes zero = splat(0);
  value += splat(1);
  value += __builtin_shufflevector(zero, value, 0, 4, 5, 6);
  value += __builtin_shufflevector(zero, value, 0, 1, 4, 5);
  value += *carry;
  *carry = __builtin_shufflevector(value, value, 3, 3, 3, 3);
  return value;
}

ALWAYS_INLINE void unpack_width(const uint8_t *packed, uint32_t *values, const uint32_t width) {
  UNROLL for (uint32_t row = 0; row < 32; row++) {
    store(values + 4 * row, row_of(packed, width, row));
  }
}

ALWAYS_INLINE void unpack_documents_width(
    const uint8_t *packed, uint32_t *values, uint32_t base, const uint32_t width) {
  lanes carry = splat(base);
  UNROLL for (uint32_t row = 0; row < 32; row++) {
    store(values + 4 * row, sums_of(row_of(packed, width, row), &carry));
  }
}

ALWAYS_INLINE void pack_width(const uint32_t *values, uint8_t *packed, const uint32_t width) {
  const lanes mask = width == 32 ? splat(~0u) : splat((1u << (width & 31)) - 1);
  lanes pending = splat(0);
  UNROLL for (uint32_t row = 0; row < 32; row++) {
    const uint32_t bit = row * width, word = bit / 32, shift = bit % 32;
    const lanes value = load(values + 4 * row) & mask;
    pending |= value << splat(shift);
    if (shift + width >= 32) {
      store(packed + 16 * word, pending);
      pending = shift + width > 32 ? value >> splat((32 - shift) & 31) : splat(0);
    }
  }
}

#define EACH_WIDTH(DO)                                                                            \
  DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14) DO(15) \
  DO(16) DO(17) DO(18) DO(19) DO(20) DO(21) DO(22) DO(23) DO(24) DO(25) DO(26) DO(27) DO(28)      \
  DO(29) DO(30) DO(31) DO(32)

void sakuin_pack(const uint32_t *values, uint32_t width, uint8_t *packed) {
#define PACK(W) \
  case W: pack_width(values, packed, W); break;
  switch (width) { EACH_WIDTH(PACK) }
}

void sakuin_unpack(const uint8_t *packed, uint32_t width, uint32_t *values) {
#define UNPACK(W) \
  case W: unpack_width(packed, values, W); break;
  switch (width) {
    EACH_WIDTH(UNPACK)
    default: memset(values, 0, 128 * sizeof *values);
  }
}

void sakuin_unpack_documents(
    const uint8_t *packed, uint32_t width, uint32_t base, uint32_t *values) {
#define UNPACK_DOCUMENTS(W) \
  case W: unpack_documents_width(packed, values, base, W); break;
  switch (width) {
    EACH_WIDTH(UNPACK_DOCUMENTS)
    default:
      for (uint32_t i = 0; i < 128; i++) values[i] = base + 1 + i;
  }
}

void sakuin_unpack_short(
    const uint8_t *packed, uint32_t width, uint32_t count, uint32_t *values) {
  const uint64_t mask = (1ull << width) - 1;
  uint32_t bit = 0;
  for (uint32_t i = 0; i < count; i++, bit += width) {
    uint64_t word;
    memcpy(&word, packed + bit / 8, sizeof word);
    values[i] = (uint32_t)((word >> (bit % 8)) & mask);
  }
}

uint32_t sakuin_patch(
    const uint8_t *exceptions, uint32_t exception_count, uint32_t width, uint32_t count,
    uint32_t *values) {
  uint32_t outside = 0;
  for (uint32_t i = 0; i < exception_count; i++) {
    const uint32_t index = exceptions[2 * i];
    if (index < count) {
      values[index] |= (uint32_t)exceptions[2 * i + 1] << (width & 31);
    } else {
      outside = 1;
    }
  }
  return outside;
}

void sakuin_sum_documents(uint32_t base, uint32_t count, uint32_t *values) {
  lanes carry = splat(base);
  uint32_t i = 0;
  for (; i + 4 <= count; i += 4) store(values + i, sums_of(load(values + i), &carry));
  uint32_t last = carry[3];
  for (; i < count; i++) values[i] = last += values[i] + 1;
}

uint32_t sakuin_ascends(const uint32_t *values, uint32_t count, uint32_t base) {
  uint32_t wrong = count > 0 && base != UINT32_MAX && values[0] <= base;
  for (uint32_t i = 1; i < count; i++) wrong |= values[i] <= values[i - 1];
  return !wrong;
}

uint32_t sakuin_add_one(uint32_t *values, uint32_t count) {
  uint32_t wrapped = 0;
  for (uint32_t i = 0; i < count; i++) {
    values[i] += 1;
    wrapped |= values[i] == 0;
  }
  return wrapped;
}

uint32_t sakuin_count_bits(const uint8_t *words, uint32_t word_count) {
  uint32_t bits = 0;
  for (uint32_t i = 0; i < word_count; i++) {
    uint64_t word;
    memcpy(&word, words + 8 * i, sizeof word);
    bits += (uint32_t)__builtin_popcountll(word);
  }
  return bits;
}

void sakuin_expand_bits(
    const uint8_t *words, uint32_t word_count, uint32_t base, uint32_t *values) {
  for (uint32_t i = 0; i < word_count; i++) {
    uint64_t word;
    memcpy(&word, words + 8 * i, sizeof word);
    const uint32_t start = base + 1 + 64 * i;
    while (word != 0) {
      *values++ = start + (uint32_t)__builtin_ctzll(word);
      word &= word - 1;
    }
  }
}

void sakuin_sum_positions(
    const uint32_t *frequencies, uint32_t count, uint32_t *positions, uint32_t *starts) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < count; i++) {
    starts[i] = at;
    const uint32_t end = at + frequencies[i];
    uint32_t position = 0;
    for (; at < end; at++) positions[at] = position += positions[at];
  }
  starts[count] = at;
}

uint32_t sakuin_maximum(const uint32_t *values, uint32_t count) {
  uint32_t result = 0;
  for (uint32_t i = 0; i < count; i++) result = values[i] > result ? values[i] : result;
  return result;
}

void sakuin_gather_bytes(
    const uint8_t *bytes, const uint32_t *indexes, uint32_t count, uint8_t *result) {
  for (uint32_t i = 0; i < count; i++) result[i] = bytes[indexes[i]];
}

void sakuin_gather_weights(
    const uint8_t *bytes, const float *table, const uint32_t *indexes, uint32_t count,
    float *result) {
  for (uint32_t i = 0; i < count; i++) result[i] = table[bytes[indexes[i]]];
}
