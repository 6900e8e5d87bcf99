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

ALWAYS_INLINE void unpack_width(
    const uint8_t *packed, uint32_t *values, const uint32_t added, const uint32_t width) {
  const lanes addend = splat(added);
  UNROLL for (uint32_t row = 0; row < 32; row++) {
    store(values + 4 * row, row_of(packed, width, row) + addend);
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

void sakuin_unpack(
    const uint8_t *packed, uint32_t width, uint32_t added, uint32_t *values) {
#define UNPACK(W) \
  case W: unpack_width(packed, values, added, W); break;
  switch (width) {
    EACH_WIDTH(UNPACK)
    default:
      for (uint32_t i = 0; i < 128; i++) values[i] = added;
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
    const uint8_t *packed, uint32_t width, uint32_t count, uint32_t added, uint32_t *values) {
  const uint64_t mask = (1ull << width) - 1;
  uint32_t bit = 0;
  for (uint32_t i = 0; i < count; i++, bit += width) {
    uint64_t word;
    memcpy(&word, packed + bit / 8, sizeof word);
    values[i] = (uint32_t)((word >> (bit % 8)) & mask) + added;
  }
}

uint32_t sakuin_patch(
    const uint8_t *exceptions, uint32_t exception_count, uint32_t high_width, uint32_t width,
    uint32_t count, uint32_t *values) {
  const uint64_t mask = (1ull << high_width) - 1;
  // An integer that is patched twice could have more than its bits.
  uint32_t wrong = 0, next = 0, bit = 0;
  for (uint32_t i = 0; i < exception_count; i++, bit += 7 + high_width) {
    uint64_t word;
    memcpy(&word, exceptions + bit / 8, sizeof word);
    word >>= bit % 8;
    const uint32_t index = (uint32_t)word & 127;
    if (index >= next && index < count) {
      values[index] += (uint32_t)((word >> 7) & mask) << (width & 31);
    } else {
      wrong = 1;
    }
    next = index + 1;
  }
  return wrong;
}

// The eight bytes at an offset, zeros for those that are not there.
ALWAYS_INLINE uint64_t word_or_zeros(const uint8_t *bytes, uint64_t available, uint64_t at) {
  uint64_t word = 0;
  if (available - at >= sizeof word) {
    memcpy(&word, bytes + at, sizeof word);
  } else {
    for (uint64_t i = at; i < available; i++) word |= (uint64_t)bytes[i] << (8 * (i - at));
  }
  return word;
}

ALWAYS_INLINE int64_t add_unary(
    const uint8_t *bytes, uint64_t available, uint32_t width, uint32_t count, uint32_t *values,
    const uint32_t as_sums) {
  if (available > SAKUIN_UNARY_BYTES) available = SAKUIN_UNARY_BYTES;
  // The number of ones so far is that of the integers; all other bits so far are zeros.
  uint32_t i = 0, start = 0;
  for (uint64_t at = 0; at < available; at += 8) {
    for (uint64_t word = word_or_zeros(bytes, available, at); word != 0; word &= word - 1) {
      const uint32_t bit = (uint32_t)(8 * at) + (uint32_t)__builtin_ctzll(word);
      values[i] += (bit - (as_sums ? i : start)) << width;
      start = bit + 1;
      if (++i == count) return start / 8 + (start % 8 > 0);
    }
  }
  return -1;
}

int64_t sakuin_add_unary(
    const uint8_t *bytes, uint64_t available, uint32_t width, uint32_t count, uint32_t *values) {
  return add_unary(bytes, available, width, count, values, 0);
}

int64_t sakuin_add_unary_sums(
    const uint8_t *bytes, uint64_t available, uint32_t width, uint32_t count, uint32_t *values) {
  return add_unary(bytes, available, width, count, values, 1);
}

int64_t sakuin_find_unary(
    const uint8_t *bytes, uint64_t available, uint32_t count, uint32_t *start) {
  if (available > SAKUIN_UNARY_BYTES) available = SAKUIN_UNARY_BYTES;
  uint32_t left = count;
  for (uint64_t at = 0; at < available; at += 8) {
    uint64_t word = word_or_zeros(bytes, available, at);
    const uint32_t ones = (uint32_t)__builtin_popcountll(word);
    if (ones >= left) {
      const uint32_t low = (uint32_t)__builtin_popcount((uint32_t)word);
      if (low < left) {
        word &= ~0ull << 32;
        left -= low;
      }
      for (; left > 1; left--) word &= word - 1;
      *start = (uint32_t)(8 * at) + (uint32_t)__builtin_ctzll(word) + 1;
      return (*start + 7) / 8;
    }
    left -= ones;
  }
  return -1;
}

int64_t sakuin_decode_rice(
    const uint8_t *bytes, uint64_t bit_count, uint64_t bit, uint32_t width, uint32_t count,
    uint32_t *values) {
  // As many bits as eight bytes have from any bit of the first.
  const uint32_t window = 57;
  const uint64_t mask = (1ull << width) - 1;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t high = 0;
    uint64_t word;
    for (;;) {
      if (bit >= bit_count) return -1;
      memcpy(&word, bytes + bit / 8, sizeof word);
      word = (word >> (bit % 8)) & ((1ull << window) - 1);
      if (word != 0) break;
      high += window;
      bit += window;
    }
    const uint32_t zeros = (uint32_t)__builtin_ctzll(word);
    bit += zeros + 1;
    if (bit + width > bit_count) return -1;
    if (zeros + 1 + width <= window) {
      word >>= zeros + 1;
    } else {
      memcpy(&word, bytes + bit / 8, sizeof word);
      word >>= bit % 8;
    }
    bit += width;
    values[i] = (high + zeros) << width | (uint32_t)(word & mask);
  }
  return (int64_t)bit;
}

void sakuin_sum_documents(uint32_t base, uint32_t count, uint32_t *values) {
  lanes carry = splat(base);
  uint32_t i = 0;
  if (count == 128) {
    UNROLL for (uint32_t row = 0; row < 32; row++) {
      store(values + 4 * row, sums_of(load(values + 4 * row), &carry));
    }
    return;
  }
  for (; i + 4 <= count; i += 4) store(values + i, sums_of(load(values + i), &carry));
  uint32_t last = carry[3];
  for (; i < count; i++) values[i] = last += values[i] + 1;
}

uint32_t sakuin_ascends(const uint32_t *values, uint32_t count, uint32_t base) {
  uint32_t wrong = count > 0 && base != UINT32_MAX && values[0] <= base;
  for (uint32_t i = 1; i < count; i++) wrong |= values[i] <= values[i - 1];
  return !wrong;
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

// The indexes of the bits set in each byte, one a byte, the lowest bit's first.
static const uint64_t set_bits[256] = {
    0x00000000000000, 0x00000000000000, 0x00000000000001, 0x00000000000100, 0x00000000000002,
    0x00000000000200, 0x00000000000201, 0x00000000020100, 0x00000000000003, 0x00000000000300,
    0x00000000000301, 0x00000000030100, 0x00000000000302, 0x00000000030200, 0x00000000030201,
    0x00000003020100, 0x00000000000004, 0x00000000000400, 0x00000000000401, 0x00000000040100,
    0x00000000000402, 0x00000000040200, 0x00000000040201, 0x00000004020100, 0x00000000000403,
    0x00000000040300, 0x00000000040301, 0x00000004030100, 0x00000000040302, 0x00000004030200,
    0x00000004030201, 0x00000403020100, 0x00000000000005, 0x00000000000500, 0x00000000000501,
    0x00000000050100, 0x00000000000502, 0x00000000050200, 0x00000000050201, 0x00000005020100,
    0x00000000000503, 0x00000000050300, 0x00000000050301, 0x00000005030100, 0x00000000050302,
    0x00000005030200, 0x00000005030201, 0x00000503020100, 0x00000000000504, 0x00000000050400,
    0x00000000050401, 0x00000005040100, 0x00000000050402, 0x00000005040200, 0x00000005040201,
    0x00000504020100, 0x00000000050403, 0x00000005040300, 0x00000005040301, 0x00000504030100,
    0x00000005040302, 0x00000504030200, 0x00000504030201, 0x00050403020100, 0x00000000000006,
    0x00000000000600, 0x00000000000601, 0x00000000060100, 0x00000000000602, 0x00000000060200,
    0x00000000060201, 0x00000006020100, 0x00000000000603, 0x00000000060300, 0x00000000060301,
    0x00000006030100, 0x00000000060302, 0x00000006030200, 0x00000006030201, 0x00000603020100,
    0x00000000000604, 0x00000000060400, 0x00000000060401, 0x00000006040100, 0x00000000060402,
    0x00000006040200, 0x00000006040201, 0x00000604020100, 0x00000000060403, 0x00000006040300,
    0x00000006040301, 0x00000604030100, 0x00000006040302, 0x00000604030200, 0x00000604030201,
    0x00060403020100, 0x00000000000605, 0x00000000060500, 0x00000000060501, 0x00000006050100,
    0x00000000060502, 0x00000006050200, 0x00000006050201, 0x00000605020100, 0x00000000060503,
    0x00000006050300, 0x00000006050301, 0x00000605030100, 0x00000006050302, 0x00000605030200,
    0x00000605030201, 0x00060503020100, 0x00000000060504, 0x00000006050400, 0x00000006050401,
    0x00000605040100, 0x00000006050402, 0x00000605040200, 0x00000605040201, 0x00060504020100,
    0x00000006050403, 0x00000605040300, 0x00000605040301, 0x00060504030100, 0x00000605040302,
    0x00060504030200, 0x00060504030201, 0x06050403020100, 0x00000000000007, 0x00000000000700,
    0x00000000000701, 0x00000000070100, 0x00000000000702, 0x00000000070200, 0x00000000070201,
    0x00000007020100, 0x00000000000703, 0x00000000070300, 0x00000000070301, 0x00000007030100,
    0x00000000070302, 0x00000007030200, 0x00000007030201, 0x00000703020100, 0x00000000000704,
    0x00000000070400, 0x00000000070401, 0x00000007040100, 0x00000000070402, 0x00000007040200,
    0x00000007040201, 0x00000704020100, 0x00000000070403, 0x00000007040300, 0x00000007040301,
    0x00000704030100, 0x00000007040302, 0x00000704030200, 0x00000704030201, 0x00070403020100,
    0x00000000000705, 0x00000000070500, 0x00000000070501, 0x00000007050100, 0x00000000070502,
    0x00000007050200, 0x00000007050201, 0x00000705020100, 0x00000000070503, 0x00000007050300,
    0x00000007050301, 0x00000705030100, 0x00000007050302, 0x00000705030200, 0x00000705030201,
    0x00070503020100, 0x00000000070504, 0x00000007050400, 0x00000007050401, 0x00000705040100,
    0x00000007050402, 0x00000705040200, 0x00000705040201, 0x00070504020100, 0x00000007050403,
    0x00000705040300, 0x00000705040301, 0x00070504030100, 0x00000705040302, 0x00070504030200,
    0x00070504030201, 0x07050403020100, 0x00000000000706, 0x00000000070600, 0x00000000070601,
    0x00000007060100, 0x00000000070602, 0x00000007060200, 0x00000007060201, 0x00000706020100,
    0x00000000070603, 0x00000007060300, 0x00000007060301, 0x00000706030100, 0x00000007060302,
    0x00000706030200, 0x00000706030201, 0x00070603020100, 0x00000000070604, 0x00000007060400,
    0x00000007060401, 0x00000706040100, 0x00000007060402, 0x00000706040200, 0x00000706040201,
    0x00070604020100, 0x00000007060403, 0x00000706040300, 0x00000706040301, 0x00070604030100,
    0x00000706040302, 0x00070604030200, 0x00070604030201, 0x07060403020100, 0x00000000070605,
    0x00000007060500, 0x00000007060501, 0x00000706050100, 0x00000007060502, 0x00000706050200,
    0x00000706050201, 0x00070605020100, 0x00000007060503, 0x00000706050300, 0x00000706050301,
    0x00070605030100, 0x00000706050302, 0x00070605030200, 0x00070605030201, 0x07060503020100,
    0x00000007060504, 0x00000706050400, 0x00000706050401, 0x00070605040100, 0x00000706050402,
    0x00070605040200, 0x00070605040201, 0x07060504020100, 0x00000706050403, 0x00070605040300,
    0x00070605040301, 0x07060504030100, 0x00070605040302, 0x07060504030200, 0x07060504030201,
    0x706050403020100};

#define TWO_BITS(N) N, N + 1, N + 1, N + 2
#define FOUR_BITS(N) TWO_BITS(N), TWO_BITS(N + 1), TWO_BITS(N + 1), TWO_BITS(N + 2)
#define SIX_BITS(N) FOUR_BITS(N), FOUR_BITS(N + 1), FOUR_BITS(N + 1), FOUR_BITS(N + 2)
// The number of bits set in each byte.
static const uint8_t bit_counts[256] = {SIX_BITS(0), SIX_BITS(1), SIX_BITS(1), SIX_BITS(2)};

void sakuin_expand_bits(
    const uint8_t *words, uint32_t word_count, uint32_t base, uint32_t *values) {
  // Each byte writes eight integers, of which those of its bits stay; up to seven lie behind the end.
  typedef uint8_t bytes __attribute__((vector_size(8)));
  typedef uint32_t integers __attribute__((vector_size(32)));
  uint32_t expanded[128 + 8];
  uint32_t *target = expanded;
  uint32_t start = base + 1;
  for (uint32_t i = 0; i < 8 * word_count; i++, start += 8) {
    bytes indexes;
    memcpy(&indexes, &set_bits[words[i]], sizeof indexes);
    const integers found = __builtin_convertvector(indexes, integers) + start;
    memcpy(target, &found, sizeof found);
    target += bit_counts[words[i]];
  }
  memcpy(values, expanded, 128 * sizeof *values);
}

void sakuin_sum_positions(
    const uint32_t *frequencies, uint32_t count, uint32_t total, uint32_t *positions,
    uint32_t *starts) {
  uint32_t at = 0, i = 0;
  // Most documents have one or two positions: those take no branch that could be guessed wrong.
  for (; i < count && at + 1 < total; i++) {
    const uint32_t frequency = frequencies[i], end = at + frequency;
    starts[i] = at;
    positions[at + 1] += frequency > 1 ? positions[at] : 0;
    if (frequency > 2) {
      uint32_t position = positions[at + 1];
      for (at += 2; at < end; at++) positions[at] = position += positions[at];
    }
    at = end;
  }
  // At most one position is left.
  for (; i < count; i++) {
    starts[i] = at;
    at += frequencies[i];
  }
  starts[count] = at;
}

uint64_t sakuin_sum(const uint32_t *values, uint32_t count) {
  uint64_t result = 0;
  for (uint32_t i = 0; i < count; i++) result += values[i];
  return result;
}

uint32_t sakuin_all_below(const uint32_t *values, uint32_t count, uint32_t limit) {
  uint32_t outside = 0;
  for (uint32_t i = 0; i < count; i++) outside |= values[i] >= limit;
  return !outside;
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
