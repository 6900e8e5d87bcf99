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

#include "CWords.h"
#include "Lattice.h"

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

// Adds high bits to some integers: each exception is an index of 7 bits and the `high_width` bits (1 to
// 32) that stand above the low `width`, one exception behind the other from the low bits of the first
// byte. Reads up to 8 bytes behind the last. Returns 0, or 1 when an index is not below `count` or not
// above the one before; that exception is left out.
uint32_t sakuin_patch(
    const uint8_t *exceptions, uint32_t exception_count, uint32_t high_width, uint32_t width,
    uint32_t count, uint32_t *values);

// The most bytes that the unary numbers of a block take.
enum { SAKUIN_UNARY_BYTES = 1024 };

// Adds to each of `count` (1 to 128) integers of `width` bits (0 to 31) the part above them, which is
// coded in unary: so many zeros, then a one. At most `available` bytes are read. Returns how many the
// numbers take, or -1 when they do not end.
int64_t sakuin_add_unary(
    const uint8_t *bytes, uint64_t available, uint32_t width, uint32_t count, uint32_t *values);

// The same for sums of the integers: adds to each the parts of all up to it.
int64_t sakuin_add_unary_sums(
    const uint8_t *bytes, uint64_t available, uint32_t width, uint32_t count, uint32_t *values);

// Finds the bit behind the last of the first `count` (1 or more) unary numbers. Returns how many bytes
// they take, or -1 when they do not end.
int64_t sakuin_find_unary(
    const uint8_t *bytes, uint64_t available, uint32_t count, uint32_t *start);

// Decodes `count` Rice codes of `width` (0 to 31) from a bit on, in bytes that have `bit_count` bits: of
// each integer what stands above the low `width` bits in unary, zeros and a one, then the low bits. Reads
// up to 8 bytes behind the last bit. Returns the bit behind the last code, or -1 when it is not there.
int64_t sakuin_decode_rice(
    const uint8_t *bytes, uint64_t bit_count, uint64_t bit, uint32_t width, uint32_t count,
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

// Whole integer blocks, tag first. `available` bytes may be read. Each returns the bytes read, or -1
// for bytes that are no such block.

// Decodes `count` (1 to 128) integers and adds `added` (0 or 1) to each; with 1, as of frequencies,
// each is below 2^31.
int64_t sakuin_decode_integers(
    const uint8_t *bytes, uint64_t available, uint32_t count, uint32_t added, uint32_t *values);

// Decodes `count` (1 to 128) documents above `base` (0xFFFFFFFF for none); they ascend strictly.
int64_t sakuin_decode_documents(
    const uint8_t *bytes, uint64_t available, uint32_t count, uint32_t base, uint32_t *values);

// Sets the bits of the documents of a block that is coded as a bitset, whose last document is `last`
// (above `base`), in a set that reaches to `last`. Returns 0, and does nothing, for other blocks.
uint32_t sakuin_insert_bitset(
    const uint8_t *bytes, uint64_t available, uint32_t base, uint32_t last, uint64_t *words);

// Sets the bits of `count` documents.
void sakuin_insert_documents(const uint32_t *documents, uint32_t count, uint64_t *words);

// Finds which of the candidates from `from` to before `to`, ascending and above `base`, are in a block
// that is coded as a bitset, as sakuin_match does; tells how many bytes the block's documents take. -1 for
// other blocks.
int64_t sakuin_match_bitset(
    const uint8_t *bytes, uint64_t available, uint32_t base, const uint32_t *candidates,
    uint32_t from, uint32_t to, uint32_t *which, uint32_t *places, uint32_t *length);

// How many documents of a block that is coded as a bitset are in a set; -1 for other blocks.
int64_t sakuin_count_bitset_members(
    const uint8_t *bytes, uint64_t available, uint32_t base, const uint64_t *words,
    uint64_t word_count);

// Sets the bits of the documents of a block that is coded as a bitset and that are in a set, in another
// of as many words; -1, and nothing done, for other blocks.
int64_t sakuin_insert_bitset_members(
    const uint8_t *bytes, uint64_t available, uint32_t base, const uint64_t *words,
    uint64_t word_count, uint64_t *result);

// How many of `count` documents are in a set that reaches to the last.
uint32_t sakuin_count_members(const uint32_t *documents, uint32_t count, const uint64_t *words);

// Keeps the documents that are in a set that reaches to the last; returns how many.
uint32_t sakuin_keep_documents(uint32_t *documents, uint32_t count, const uint64_t *words);

// bounds[i] = the greatest (weight * frequency) * table[length code] of the impacts of block i, eight
// bytes each; `table` has 256 entries.
void sakuin_bound_impacts(
    const uint8_t *impacts, uint32_t count, const float *table, float weight, float *bounds);

// result[i] = the greatest bound of the blocks that may hold documents from starts[i] to before
// starts[i + 1], 0 where there is none. `lasts` are the blocks' last documents, 32 bits each,
// ascending; `starts` has range_count + 1 entries, strictly ascending.
void sakuin_bound_ranges(
    const uint8_t *lasts, const float *bounds, uint32_t count, const uint32_t *starts,
    uint32_t range_count, float *result);

// Scores.

// result[i] = (weight * frequencies[i]) * norms[i]. Frequencies are below 2^31.
void sakuin_summands(
    const uint32_t *frequencies, const float *norms, uint32_t count, float weight, float *result);

// scores[i] = weight - weight / (1 + sums[i]).
void sakuin_saturate(const float *sums, uint32_t count, float weight, float *scores);

// Writes the places of the scores above `least`. Returns how many. Writes one entry behind the last.
uint32_t sakuin_find_above(const float *scores, uint32_t count, double least, uint32_t *places);

// The first index from `from` on, up to `count`, whose document is not below `limit`. Documents are
// below 2^31.
uint32_t sakuin_lower_bound(
    const uint32_t *documents, uint32_t from, uint32_t count, uint32_t limit);

// Windows: a number and a bit for each document from `start` on. Documents lie in the window.

// totals[documents[i] - start] += scores[i] for i from `from` to before `to`; sets their bits.
void sakuin_add_scores(
    const uint32_t *documents, const float *scores, uint32_t from, uint32_t to, uint32_t start,
    double *totals, uint64_t *bits);

// The same for the summands of a group.
void sakuin_add_sums(
    const uint32_t *documents, const float *summands, uint32_t from, uint32_t to, uint32_t start,
    float *sums, uint64_t *bits);

// The same for summands of which the greatest counts, in documents that are no members: a bit is set of
// those that are.
void sakuin_keep_greatest(
    const uint32_t *documents, const float *summands, uint32_t from, uint32_t to, uint32_t start,
    const uint64_t *members, float *sums, uint64_t *bits);

// Takes out the documents whose bits are set, ascending, with their sums; clears both. Returns how
// many.
uint32_t sakuin_take_sums(
    uint64_t *bits, uint32_t word_count, float *sums, uint32_t start, uint32_t *documents,
    float *result);

// Takes out the documents whose bits are set and whose total is above `least`, ascending, with their
// totals; clears all bits and totals. Returns how many. Writes one entry behind the last.
uint32_t sakuin_take_candidates(
    uint64_t *bits, uint32_t word_count, double *totals, uint32_t start, double least,
    uint32_t *documents, double *result);

// Candidates: documents in ascending order with the total of the scores known so far and a bit for
// each clause satisfied so far.

// Writes the documents from `from` to before `to` whose score is above `least`. Returns how many.
// Writes one entry behind the last.
uint32_t sakuin_append_candidates(
    const uint32_t *documents, const float *scores, uint32_t from, uint32_t to, double least,
    uint32_t *result, double *totals);

// Keeps the candidates whose total is above `least` and that satisfy all clauses of `required`.
uint32_t sakuin_keep_above(
    uint32_t *documents, double *totals, uint64_t *clauses, uint32_t count, double least,
    uint64_t required);

// Keeps the candidates whose bit is set.
uint32_t sakuin_keep_members(
    uint32_t *documents, double *totals, uint64_t *clauses, uint32_t count, const uint64_t *words);

// Finds which of the candidates from `from` to before `to` are among `count` (1 to 128) ascending
// documents: writes the number of each candidate found, and its place. Returns how many. Writes one
// entry behind the last. `table` has 4096 bytes, which mean nothing before and after.
uint32_t sakuin_match(
    const uint32_t *candidates, uint32_t from, uint32_t to, const uint32_t *documents,
    uint32_t count, uint8_t *table, uint32_t *which, uint32_t *places);

// Writes the places from `from` to before `to` whose document's bit is set. Returns how many. Writes one
// entry behind the last.
uint32_t sakuin_find_members(
    const uint32_t *documents, uint32_t from, uint32_t to, const uint64_t *words, uint32_t *places);

// Scores matches: adds to the total of candidate which[i] the score of a posting with the frequency at
// places[i] in the candidate's document, as sakuin_summands and sakuin_saturate would, and sets the bits
// of `mask` in its clauses. `codes` has a length code for each document, `table` 256 entries.
void sakuin_score_matches(
    const uint32_t *candidates, const uint32_t *frequencies, const uint32_t *which,
    const uint32_t *places, uint32_t count, const uint8_t *codes, const float *table, float weight,
    float total_weight, uint64_t mask, double *totals, uint64_t *clauses);

// The same with summands, which are added to the candidates' sums.
void sakuin_sum_matches(
    const uint32_t *candidates, const uint32_t *frequencies, const uint32_t *which,
    const uint32_t *places, uint32_t count, const uint8_t *codes, const float *table, float weight,
    uint64_t mask, float *sums, uint64_t *clauses);

// result[i] = values[places[i]].
void sakuin_gather_integers(
    const uint32_t *values, const uint32_t *places, uint32_t count, uint32_t *result);

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
  // How many bytes the run there takes, 0 where that is not known yet.
  size_t size;
  // The run that `gaps` are of, UINT32_MAX for none.
  uint32_t decoded;
  uint32_t gaps[128];
  // Whether the positions are Rice codes, one behind the other; then their width, the bit of the first
  // one, and which one was to be read last and where it is.
  uint32_t is_short;
  uint32_t width;
  uint64_t first_bit;
  uint32_t next;
  uint64_t bit;
} sakuin_block_positions;

// Reads the frequencies of a block of `count` (1 to 128) documents and frequencies, `length` bytes.
// Up to 64 bytes behind them may be read. Returns 0 when they are damaged.
uint32_t sakuin_load_frequencies(
    sakuin_block_positions *block, const uint8_t *bytes, size_t length, uint32_t count);

// Makes the block one of `count` (1 to 128) documents with frequencies of which each is 1 to 2^31 - 1,
// and whose positions are Rice codes of `width` (0 to 31) from a bit on. Returns 0 when the sum of the
// frequencies leaves 32 bits.
uint32_t sakuin_load_short(
    sakuin_block_positions *block, const uint32_t *frequencies, uint32_t count, uint32_t width,
    uint64_t bit);

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
uint32_t sakuin_keep_candidates(
    uint32_t *candidates, uint32_t *indexes, uint32_t from, uint32_t to, uint32_t kept,
    const uint32_t *documents, uint32_t *places);

#endif
