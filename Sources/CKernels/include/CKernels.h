// SPDX-License-Identifier: Apache-2.0
//
// Kernels over blocks of 128 integers, in portable vector code (four lanes of 32 bits). Each has a
// twin in plain Swift, PlainKernels.swift or PlainPositionKernels.swift, that the tests hold it to.
// None of them checks bounds, unless it says so: Kernels.swift and PositionKernels.swift, the only
// callers, have.

#ifndef SAKUIN_CKERNELS_H
#define SAKUIN_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Packs 128 integers of `width` bits (0 to 32) in four lanes: integer i goes to lane i % 4, row
// i / 4; each lane's rows follow each other from the low bits of its words; word w of lane l is the
// 32-bit word 4 * w + l. Writes 16 * width bytes.
void sakuin_pack(const uint32_t *values, uint32_t width, uint8_t *packed);

// Undoes sakuin_pack and adds `added` to each integer: reads 16 * width bytes, writes 128 integers.
void sakuin_unpack(const uint8_t *packed, uint32_t width, uint32_t added, uint32_t *values);

// As sakuin_unpack, and turns gaps into documents: value i becomes base + i + 1 + the sum of the
// gaps up to i. `base` is the document before, 0xFFFFFFFF before the first.
void sakuin_unpack_documents(const uint8_t *packed, uint32_t width, uint32_t base, uint32_t *values);

// Unpacks `count` (up to 128) integers of `width` bits that follow each other from the low bits of
// the first byte, and adds `added` to each. Reads up to 8 bytes behind the last integer.
void sakuin_unpack_short(
    const uint8_t *packed, uint32_t width, uint32_t count, uint32_t added, uint32_t *values);

// Adds high bits to some integers: each exception is two bytes, an index and what stands above the
// low `width` bits. Returns 0, or 1 when an index is not below `count`; that exception is left out.
uint32_t sakuin_patch(
    const uint8_t *exceptions, uint32_t exception_count, uint32_t width, uint32_t count,
    uint32_t *values);

// Turns `count` (up to 128) gaps into documents, as sakuin_unpack_documents does.
void sakuin_sum_documents(uint32_t base, uint32_t count, uint32_t *values);

// Returns 1 when `count` integers ascend strictly and the first is above `base` (or `base` is
// 0xFFFFFFFF), else 0.
uint32_t sakuin_ascends(const uint32_t *values, uint32_t count, uint32_t base);

// The number of bits set in `count` 64-bit words.
uint32_t sakuin_count_bits(const uint8_t *words, uint32_t word_count);

// Writes base + 1 + the index of each bit set, of which there must be exactly 128.
void sakuin_expand_bits(const uint8_t *words, uint32_t word_count, uint32_t base, uint32_t *values);

// Turns `total` position gaps into positions, afresh in each document, and writes where each
// document starts. `frequencies` has `count` (up to 128) entries, whose sum is `total`; `starts`
// takes count + 1.
void sakuin_sum_positions(
    const uint32_t *frequencies, uint32_t count, uint32_t total, uint32_t *positions,
    uint32_t *starts);

// The sum of `count` integers.
uint64_t sakuin_sum(const uint32_t *values, uint32_t count);

// Returns 1 when each of `count` integers is below `limit`, else 0.
uint32_t sakuin_all_below(const uint32_t *values, uint32_t count, uint32_t limit);

// result[i] = bytes[indexes[i]].
void sakuin_gather_bytes(
    const uint8_t *bytes, const uint32_t *indexes, uint32_t count, uint8_t *result);

// result[i] = table[bytes[indexes[i]]]; `table` has 256 entries.
void sakuin_gather_weights(
    const uint8_t *bytes, const float *table, const uint32_t *indexes, uint32_t count,
    float *result);

// Positions.c: what a phrase needs of a block of postings, read one document at a time.

// The frequencies of a block of postings, and the run of position gaps read last.
typedef struct {
  // Where the positions of each document end; entries from `count` on mean nothing.
  uint32_t ends[128];
  // The number of documents.
  uint32_t count;
  // A run of 128 gaps and where it starts in the block's positions.
  uint32_t run;
  size_t offset;
  // The run that `gaps` are of, UINT32_MAX for none.
  uint32_t decoded;
  uint32_t gaps[128];
} sakuin_block_positions;

// Reads the frequencies of a block of `count` (1 to 128) documents and frequencies, `length` bytes.
// Up to 64 bytes behind them may be read. Returns 0 when they are damaged.
uint32_t sakuin_load_frequencies(
    sakuin_block_positions *block, const uint8_t *bytes, size_t length, uint32_t count);

// Makes the block one of a single document.
void sakuin_load_frequency(sakuin_block_positions *block, uint32_t frequency);

// The largest frequency of the documents at places[indexes[i]] for `count` indexes, and the sum of
// the frequencies; 0 when one is damaged.
uint32_t sakuin_measure_positions(
    const sakuin_block_positions *block, const uint32_t *indexes, uint32_t count,
    const uint32_t *places, size_t *sum);

// Up to 128 documents, the numbers they go by, and where a phrase may start in them.
typedef struct {
  uint32_t *documents;
  uint32_t *indexes;
  // The starts of all documents, and where those of each end.
  uint32_t *starts;
  uint32_t *ends;
  // The documents kept so far, the end of their starts, and of the starts that were read.
  uint32_t kept;
  uint32_t end;
  uint32_t read;
} sakuin_candidates;

// Writes the starts of the candidates from `from` to `to`, whose places in one block are
// places[index]: their positions less `delta`. Keeps those that have any. sakuin_measure_positions
// has been asked, and the starts have room for its sum. `bytes` are the positions of the block,
// `length` of them, which are checked; up to 64 bytes behind them may be read. Returns 0 when they
// are damaged.
uint32_t sakuin_start_documents(
    sakuin_block_positions *block, const uint8_t *bytes, size_t length, const uint32_t *places,
    uint32_t delta, uint32_t from, uint32_t to, sakuin_candidates *candidates);

// Keeps the starts, and the candidates that have any, with a position `delta` behind them.
// `positions` has room for the largest frequency. Otherwise as sakuin_start_documents.
uint32_t sakuin_narrow_documents(
    sakuin_block_positions *block, const uint8_t *bytes, size_t length, const uint32_t *places,
    uint32_t delta, uint32_t from, uint32_t to, uint32_t *positions, sakuin_candidates *candidates);

// Makes `count` (up to 128) documents candidates; all 128 indexes and places become 0, 1, 2 and on.
void sakuin_take_documents(
    const uint32_t *documents, uint32_t count, uint32_t *candidates, uint32_t *indexes,
    uint32_t *places);

// Keeps the candidates from index `from` to `to` that are among 128 ascending documents, moving them
// and their indexes, each below 128, to `kept` and on, and writes for each its place among the
// documents to places[index]. Returns the new `kept`, which is not above `to`.
uint32_t sakuin_keep_documents(
    uint32_t *candidates, uint32_t *indexes, uint32_t from, uint32_t to, uint32_t kept,
    const uint32_t *documents, uint32_t *places);

#endif
