// SPDX-License-Identifier: Apache-2.0
//
// Kernels over blocks of 128 integers, in portable vector code (four lanes of 32 bits). Each has a
// twin in plain Swift, PlainKernels.swift, that the tests hold it to. None of them checks bounds:
// Kernels.swift, the only caller, has.

#ifndef SAKUIN_CKERNELS_H
#define SAKUIN_CKERNELS_H

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

#endif
