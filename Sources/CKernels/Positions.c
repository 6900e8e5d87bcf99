// SPDX-License-Identifier: Apache-2.0

#include "CKernels.h"

#include <string.h>

static size_t packed_bytes(uint32_t count, uint32_t width) {
  return count == 128 ? 16 * (size_t)width : ((size_t)count * width + 7) / 8;
}

// The size of the integer block at the start of `length` bytes; 0 when it leaves them or has no
// form that there is.
static size_t block_bytes(const uint8_t *bytes, size_t length, uint32_t count) {
  if (length == 0) return 0;
  const uint32_t tag = bytes[0];
  size_t size;
  if (tag <= 32) {
    size = 1 + packed_bytes(count, tag);
  } else if ((tag & 0xE0) == 64) {
    size = 1 + packed_bytes(count, tag & 31);
    if (size + 1 >= length) return 0;
    const uint32_t high_width = bytes[size + 1];
    if (high_width == 0 || high_width + (tag & 31) > 32) return 0;
    size += 2 + (bytes[size] * (7 + (size_t)high_width) + 7) / 8;
  } else if ((tag & 0xE0) == 160) {
    size = 1 + packed_bytes(count, tag & 31);
    if (size >= length) return 0;
    uint32_t end;
    const int64_t unary = sakuin_find_unary(bytes + size, length - size, count, &end);
    if (unary < 0) return 0;
    size += (size_t)unary;
  } else if (tag == 128) {
    for (size = 1; size < length && size < 5 && bytes[size] >= 0x80; size++) {}
    size++;
  } else if (tag == 129 && count == 128) {
    if (length < 2) return 0;
    size = 2 + 8 * (size_t)bytes[1];
  } else {
    return 0;
  }
  return size <= length ? size : 0;
}

// Decodes an integer block whose size was found; 0 for a bitset or an exception beyond `count`.
static uint32_t read_block(const uint8_t *bytes, uint32_t count, uint32_t *values) {
  const uint32_t tag = bytes[0];
  if (tag == 128) {
    uint32_t value = 0, shift = 0;
    const uint8_t *at = bytes + 1;
    for (; shift < 28 && *at >= 0x80; at++, shift += 7) value |= (uint32_t)(*at & 0x7F) << shift;
    value |= (uint32_t)(*at & 0x7F) << shift;
    for (uint32_t i = 0; i < count; i++) values[i] = value;
    return 1;
  }
  if (tag == 129) return 0;
  const uint32_t width = tag <= 32 ? tag : tag & 31;
  if (count == 128) {
    sakuin_unpack(bytes + 1, width, 0, values);
  } else {
    sakuin_unpack_short(bytes + 1, width, count, 0, values);
  }
  if (tag <= 32) return 1;
  const uint8_t *rest = bytes + 1 + packed_bytes(count, width);
  if ((tag & 0xE0) == 160) {
    return sakuin_add_unary(rest, SAKUIN_UNARY_BYTES, width, count, values) > 0;
  }
  return !sakuin_patch(rest + 2, rest[0], rest[1], width, count, values);
}

uint32_t sakuin_load_frequencies(
    sakuin_block_positions *block, const uint8_t *bytes, size_t length, uint32_t count) {
  const uint32_t gap_count = count == 128 ? 128 : count - 1;
  size_t at = 0;
  block->count = 0;
  if (gap_count > 0) {
    at = block_bytes(bytes, length, gap_count);
    if (at == 0) return 0;
  }
  if (block_bytes(bytes + at, length - at, count) == 0) return 0;
  // Frequencies are stored less 1, as gaps of documents are: their sums are found in the same way.
  if (count == 128 && bytes[at] <= 32) {
    sakuin_unpack_documents(bytes + at + 1, bytes[at], 0, block->ends);
  } else {
    if (!read_block(bytes + at, count, block->ends)) return 0;
    sakuin_sum_documents(0, count, block->ends);
  }
  block->count = count;
  block->run = 0;
  block->offset = 0;
  block->size = 0;
  block->decoded = UINT32_MAX;
  block->is_short = 0;
  return 1;
}

uint32_t sakuin_load_short(
    sakuin_block_positions *block, const uint32_t *frequencies, uint32_t count, uint32_t width,
    uint64_t bit) {
  uint64_t end = 0;
  for (uint32_t i = 0; i < count; i++) block->ends[i] = (uint32_t)(end += frequencies[i]);
  block->count = end <= UINT32_MAX ? count : 0;
  block->is_short = 1;
  block->width = width;
  block->first_bit = block->bit = bit;
  block->next = 0;
  return end <= UINT32_MAX;
}

// The number of positions of the document at a place below `count`; 0 when frequencies are damaged.
static uint32_t frequency_at(const sakuin_block_positions *block, uint32_t place) {
  const uint32_t start = place > 0 ? block->ends[place - 1] : 0, end = block->ends[place];
  return end > start && end <= block->ends[block->count - 1] ? end - start : 0;
}

// The integer at an index of a packed block of up to 31 bits; of a full one in four lanes.
static uint32_t integer_at(const uint8_t *packed, uint32_t width, uint32_t count, uint32_t index) {
  const uint64_t mask = (1ull << width) - 1;
  if (count < 128) {
    uint64_t word;
    const uint32_t bit = index * width;
    memcpy(&word, packed + bit / 8, sizeof word);
    return (uint32_t)((word >> (bit % 8)) & mask);
  }
  const uint32_t bit = index / 4 * width;
  const uint8_t *at = packed + 16 * (bit / 32) + 4 * (index % 4);
  uint32_t low, high = 0;
  memcpy(&low, at, sizeof low);
  if (bit % 32 + width > 32) memcpy(&high, at + 16, sizeof high);
  return (uint32_t)((((uint64_t)high << 32 | low) >> (bit % 32)) & mask);
}

// Adds the unary parts of the integers from `first` to `last` of a block whose size was found.
static void add_some_unary(
    const uint8_t *bytes, uint32_t width, uint32_t first, uint32_t last, uint32_t *values) {
  uint32_t start = 0;
  if (first > 0) sakuin_find_unary(bytes, SAKUIN_UNARY_BYTES, first, &start);
  uint64_t word;
  size_t at = start / 64;
  memcpy(&word, bytes + 8 * at, sizeof word);
  word &= ~0ull << (start % 64);
  for (uint32_t i = first; i < last; i++) {
    // The block has a one for every integer.
    while (word == 0) memcpy(&word, bytes + 8 * ++at, sizeof word);
    const uint32_t bit = (uint32_t)(64 * at) + (uint32_t)__builtin_ctzll(word);
    values[i - first] += (bit - start) << width;
    start = bit + 1;
    word &= word - 1;
  }
}

// Decodes the integers from `first` to `last` of a block whose size was found, one by one.
static uint32_t read_some(
    const uint8_t *bytes, uint32_t count, uint32_t first, uint32_t last, uint32_t *values) {
  const uint32_t tag = bytes[0];
  if (tag == 128 || tag == 129 || tag == 32) {
    uint32_t all[128];
    if (!read_block(bytes, count, all)) return 0;
    memcpy(values, all + first, (last - first) * sizeof *values);
    return 1;
  }
  const uint32_t width = tag & 31;
  for (uint32_t i = first; i < last; i++) values[i - first] = integer_at(bytes + 1, width, count, i);
  if (tag < 32) return 1;
  const uint8_t *rest = bytes + 1 + packed_bytes(count, width);
  if ((tag & 0xE0) == 160) {
    add_some_unary(rest, width, first, last, values);
    return 1;
  }
  const uint32_t high_width = rest[1];
  uint32_t bit = 0;
  for (uint32_t i = 0; i < rest[0]; i++, bit += 7 + high_width) {
    uint64_t word;
    memcpy(&word, rest + 2 + bit / 8, sizeof word);
    word >>= bit % 8;
    const uint32_t index = (uint32_t)word & 127;
    if (index >= first && index < last) {
      values[index - first] += (uint32_t)((word >> 7) & ((1ull << high_width) - 1)) << width;
    }
  }
  return 1;
}

// As read_positions, where positions are Rice codes one behind the other.
static uint32_t read_short(
    sakuin_block_positions *block, const uint8_t *bytes, size_t length, uint32_t start,
    uint32_t count, uint32_t *positions) {
  if (start < block->next) {
    block->next = 0;
    block->bit = block->first_bit;
  }
  uint32_t skipped[32];
  while (block->next < start) {
    const uint32_t left = start - block->next, few = left < 32 ? left : 32;
    const int64_t bit =
        sakuin_decode_rice(bytes, 8 * (uint64_t)length, block->bit, block->width, few, skipped);
    if (bit < 0) return 0;
    block->next += few;
    block->bit = (uint64_t)bit;
  }
  const int64_t bit =
      sakuin_decode_rice(bytes, 8 * (uint64_t)length, block->bit, block->width, count, positions);
  if (bit < 0) return 0;
  block->next += count;
  block->bit = (uint64_t)bit;
  uint32_t position = 0;
  for (uint32_t i = 0; i < count; i++) positions[i] = position += positions[i];
  return 1;
}

// Fewer documents than this of one block are read integer by integer, more with whole runs decoded.
enum { WHOLE_RUNS = 8 };

// Finds how many bytes the run takes that the block is at; 0 when it is damaged.
static size_t run_bytes(sakuin_block_positions *block, const uint8_t *bytes, size_t length) {
  if (block->size == 0) {
    const uint32_t left = block->ends[block->count - 1] - 128 * block->run;
    block->size =
        block_bytes(bytes + block->offset, length - block->offset, left < 128 ? left : 128);
  }
  return block->size;
}

// Writes the positions of the document at a place whose frequency is not 0. With `whole`, runs are
// decoded and kept for the documents that follow. Returns 0 when they are damaged.
static uint32_t read_positions(
    sakuin_block_positions *block, const uint8_t *bytes, size_t length, uint32_t place,
    uint32_t whole, uint32_t *positions) {
  const uint32_t start = place > 0 ? block->ends[place - 1] : 0, end = block->ends[place];
  const uint32_t total = block->ends[block->count - 1];
  if (block->is_short) return read_short(block, bytes, length, start, end - start, positions);
  if (start / 128 < block->run) {
    block->run = 0;
    block->offset = 0;
    block->size = 0;
  }
  uint32_t at = start, position = 0;
  for (;;) {
    const size_t size = run_bytes(block, bytes, length);
    if (size == 0) return 0;
    const uint32_t first = 128 * block->run;
    if (at - first < 128) {
      const uint32_t count = total - first < 128 ? total - first : 128;
      const uint32_t last = end - first < count ? end : first + count;
      const uint8_t *run = bytes + block->offset;
      const uint32_t *gaps = block->gaps + (at - first);
      if (block->decoded != block->run) {
        if (whole) {
          block->decoded = UINT32_MAX;
          if (!read_block(run, count, block->gaps)) return 0;
          block->decoded = block->run;
        } else {
          if (!read_some(run, count, at - first, last - first, positions)) return 0;
          gaps = positions;
        }
      }
      for (; at < last; at++) *positions++ = position += *gaps++;
      if (at == end) return 1;
    }
    block->offset += size;
    block->size = 0;
    block->run++;
  }
}

// Subtracts `delta` from `count` positions and drops those below it. Returns how many are left.
static uint32_t shift_positions(uint32_t *positions, uint32_t count, uint32_t delta) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t position = positions[i];
    positions[kept] = position - delta;
    kept += position >= delta;
  }
  return kept;
}

// Keeps the starts, ascending, that have a position, ascending too, `delta` behind them.
// `kept_starts` may be `starts` or stand before it. Returns how many are kept.
static uint32_t match_positions(
    const uint32_t *starts, uint32_t start_count, const uint32_t *positions, uint32_t count,
    uint32_t delta, uint32_t *kept_starts) {
  uint32_t i = 0, j = 0, kept = 0;
  while (i < start_count && j < count) {
    const uint64_t wanted = (uint64_t)starts[i] + delta, position = positions[j];
    kept_starts[kept] = starts[i];
    kept += position == wanted;
    i += wanted <= position;
    j += position < wanted;
  }
  return kept;
}

uint32_t sakuin_measure_positions(
    const sakuin_block_positions *block, const uint32_t *indexes, uint32_t count,
    const uint32_t *places, size_t *sum) {
  uint32_t largest = 0;
  *sum = 0;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t place = places[indexes[i]];
    const uint32_t frequency = place < block->count ? frequency_at(block, place) : 0;
    if (frequency == 0) return 0;
    *sum += frequency;
    if (frequency > largest) largest = frequency;
  }
  return largest;
}

uint32_t sakuin_start_documents(
    sakuin_block_positions *block, const uint8_t *bytes, size_t length, const uint32_t *places,
    uint32_t delta, uint32_t from, uint32_t to, sakuin_candidates *candidates) {
  const uint32_t whole = to - from >= WHOLE_RUNS;
  for (uint32_t i = from; i < to; i++) {
    const uint32_t index = candidates->indexes[i], place = places[index];
    uint32_t *starts = candidates->starts + candidates->end;
    if (!read_positions(block, bytes, length, place, whole, starts)) return 0;
    const uint32_t count = shift_positions(starts, frequency_at(block, place), delta);
    candidates->end += count;
    candidates->documents[candidates->kept] = candidates->documents[i];
    candidates->indexes[candidates->kept] = index;
    candidates->ends[candidates->kept] = candidates->end;
    candidates->kept += count > 0;
  }
  return 1;
}

uint32_t sakuin_narrow_documents(
    sakuin_block_positions *block, const uint8_t *bytes, size_t length, const uint32_t *places,
    uint32_t delta, uint32_t from, uint32_t to, uint32_t *positions,
    sakuin_candidates *candidates) {
  const uint32_t whole = to - from >= WHOLE_RUNS;
  for (uint32_t i = from; i < to; i++) {
    const uint32_t index = candidates->indexes[i], place = places[index];
    const uint32_t *starts = candidates->starts + candidates->read;
    const uint32_t start_count = candidates->ends[i] - candidates->read;
    candidates->read = candidates->ends[i];
    if (!read_positions(block, bytes, length, place, whole, positions)) return 0;
    const uint32_t count = match_positions(
        starts, start_count, positions, frequency_at(block, place), delta,
        candidates->starts + candidates->end);
    candidates->end += count;
    candidates->documents[candidates->kept] = candidates->documents[i];
    candidates->indexes[candidates->kept] = index;
    candidates->ends[candidates->kept] = candidates->end;
    candidates->kept += count > 0;
  }
  return 1;
}

void sakuin_take_documents(
    const uint32_t *documents, uint32_t count, uint32_t *candidates, uint32_t *indexes,
    uint32_t *places) {
  memcpy(candidates, documents, count * sizeof *candidates);
  for (uint32_t i = 0; i < 128; i++) indexes[i] = places[i] = i;
}

uint32_t sakuin_keep_candidates(
    uint32_t *candidates, uint32_t *indexes, uint32_t from, uint32_t to, uint32_t kept,
    const uint32_t *documents, uint32_t *places) {
  for (uint32_t i = from; i < to; i++) {
    const uint32_t candidate = candidates[i], index = indexes[i];
    uint32_t place = 0;
    for (uint32_t step = 64; step > 0; step /= 2) {
      place += documents[place + step - 1] < candidate ? step : 0;
    }
    candidates[kept] = candidate;
    indexes[kept] = index;
    places[index] = place;
    kept += documents[place] == candidate;
  }
  return kept;
}
