// SPDX-License-Identifier: Apache-2.0
//
// Scores of blocks of postings, and the windows and candidates that retrieval keeps them in. The
// plain Swift twins are in PlainScoreKernels.swift.

#include "CKernels.h"

#include <string.h>

// A product and a sum must be rounded each by itself, as in Swift, on every processor.
#pragma STDC FP_CONTRACT OFF

#define VECTORIZE _Pragma("clang loop vectorize(enable) interleave(enable)")

void sakuin_summands(
    const uint32_t *frequencies, const float *norms, uint32_t count, float weight, float *result) {
  VECTORIZE for (uint32_t i = 0; i < count; i++) {
    result[i] = (weight * (float)(int32_t)frequencies[i]) * norms[i];
  }
}

void sakuin_saturate(const float *sums, uint32_t count, float weight, float *scores) {
  VECTORIZE for (uint32_t i = 0; i < count; i++) scores[i] = weight - weight / (1 + sums[i]);
}

typedef int32_t integers __attribute__((vector_size(16)));
typedef double doubles __attribute__((vector_size(16)));
typedef int64_t masks __attribute__((vector_size(16)));

#define ALWAYS_INLINE static inline __attribute__((always_inline))

// How many of ascending documents from `from` on are below `limit`. All are counted, four at once:
// no branch depends on them. Documents are below 2^31.
ALWAYS_INLINE uint32_t count_below(
    const uint32_t *documents, uint32_t from, uint32_t count, uint32_t limit) {
  const int32_t bound = limit > INT32_MAX ? INT32_MAX : (int32_t)limit;
  const integers bounds = {bound, bound, bound, bound};
  integers below = {0, 0, 0, 0};
  uint32_t i = from;
  for (; i + 4 <= count; i += 4) {
    integers value;
    memcpy(&value, documents + i, sizeof value);
    below -= value < bounds;
  }
  uint32_t result = (uint32_t)(below[0] + below[1] + below[2] + below[3]);
  for (; i < count; i++) result += (int32_t)documents[i] < bound;
  return result;
}

uint32_t sakuin_lower_bound(
    const uint32_t *documents, uint32_t from, uint32_t count, uint32_t limit) {
  uint32_t low = from, length = count - from;
  while (length > 128) {
    const uint32_t half = length / 2;
    const uint32_t below = documents[low + half] < limit;
    low = below ? low + half + 1 : low;
    length = below ? length - half - 1 : half;
  }
  return low + count_below(documents, low, low + length, limit);
}

void sakuin_add_scores(
    const uint32_t *documents, const float *scores, uint32_t from, uint32_t to, uint32_t start,
    double *totals, uint64_t *bits) {
  for (uint32_t i = from; i < to; i++) {
    const uint32_t slot = documents[i] - start;
    totals[slot] += (double)scores[i];
    bits[slot / 64] |= (uint64_t)1 << (slot % 64);
  }
}

void sakuin_add_sums(
    const uint32_t *documents, const float *summands, uint32_t from, uint32_t to, uint32_t start,
    float *sums, uint64_t *bits) {
  for (uint32_t i = from; i < to; i++) {
    const uint32_t slot = documents[i] - start;
    sums[slot] += summands[i];
    bits[slot / 64] |= (uint64_t)1 << (slot % 64);
  }
}

void sakuin_keep_greatest(
    const uint32_t *documents, const float *summands, uint32_t from, uint32_t to, uint32_t start,
    const uint64_t *members, float *sums, uint64_t *bits) {
  for (uint32_t i = from; i < to; i++) {
    const uint32_t slot = documents[i] - start;
    const float sum = sums[slot];
    const uint64_t bit = (uint64_t)1 << (slot % 64);
    sums[slot] = summands[i] > sum && (members[slot / 64] & bit) == 0 ? summands[i] : sum;
    bits[slot / 64] |= bit;
  }
}

uint32_t sakuin_take_sums(
    uint64_t *bits, uint32_t word_count, float *sums, uint32_t start, uint32_t *documents,
    float *result) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < word_count; i++) {
    uint64_t word = bits[i];
    bits[i] = 0;
    while (word != 0) {
      const uint32_t slot = 64 * i + (uint32_t)__builtin_ctzll(word);
      word &= word - 1;
      documents[count] = start + slot;
      result[count] = sums[slot];
      sums[slot] = 0;
      count++;
    }
  }
  return count;
}

// Which of 64 totals are above `least`, as bits.
ALWAYS_INLINE uint64_t above(const double *totals, double least) {
  const doubles bound = {least, least};
  uint64_t result = 0;
  for (uint32_t i = 0; i < 64; i += 8) {
    doubles a, b, c, d;
    memcpy(&a, totals + i, sizeof a);
    memcpy(&b, totals + i + 2, sizeof b);
    memcpy(&c, totals + i + 4, sizeof c);
    memcpy(&d, totals + i + 6, sizeof d);
    const masks first = (a > bound) & (masks){1, 2}, second = (b > bound) & (masks){4, 8};
    const masks third = (c > bound) & (masks){16, 32}, fourth = (d > bound) & (masks){64, 128};
    const masks all = (first | second) | (third | fourth);
    result |= (uint64_t)(all[0] | all[1]) << i;
  }
  return result;
}

uint32_t sakuin_take_candidates(
    uint64_t *bits, uint32_t word_count, double *totals, uint32_t start, double least,
    uint32_t *documents, double *result) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < word_count; i++) {
    uint64_t word = bits[i];
    if (word == 0) continue;
    bits[i] = 0;
    double *const mine = totals + 64 * i;
    if (__builtin_popcountll(word) > 12) {
      // Many are there, most of them too low.
      word &= above(mine, least);
      while (word != 0) {
        const uint32_t slot = (uint32_t)__builtin_ctzll(word);
        word &= word - 1;
        documents[count] = start + 64 * i + slot;
        result[count] = mine[slot];
        count++;
      }
      memset(mine, 0, 64 * sizeof *mine);
    } else {
      while (word != 0) {
        const uint32_t slot = (uint32_t)__builtin_ctzll(word);
        word &= word - 1;
        const double total = mine[slot];
        mine[slot] = 0;
        documents[count] = start + 64 * i + slot;
        result[count] = total;
        count += total > least;
      }
    }
  }
  return count;
}

uint32_t sakuin_append_candidates(
    const uint32_t *documents, const float *scores, uint32_t from, uint32_t to, double least,
    uint32_t *result, double *totals) {
  uint32_t count = 0;
  for (uint32_t i = from; i < to; i++) {
    const double score = (double)scores[i];
    result[count] = documents[i];
    totals[count] = score;
    count += score > least;
  }
  return count;
}

uint32_t sakuin_find_above(const float *scores, uint32_t count, double least, uint32_t *places) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < count; i++) {
    places[found] = i;
    found += (double)scores[i] > least;
  }
  return found;
}

uint32_t sakuin_keep_above(
    uint32_t *documents, double *totals, uint64_t *clauses, uint32_t count, double least,
    uint64_t required) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    const double total = totals[i];
    const uint64_t satisfied = clauses[i];
    documents[kept] = documents[i];
    totals[kept] = total;
    clauses[kept] = satisfied;
    kept += (total > least) & ((satisfied & required) == required);
  }
  return kept;
}

uint32_t sakuin_keep_members(
    uint32_t *documents, double *totals, uint64_t *clauses, uint32_t count, const uint64_t *words) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t document = documents[i];
    documents[kept] = document;
    totals[kept] = totals[i];
    clauses[kept] = clauses[i];
    kept += (uint32_t)(words[document / 64] >> (document % 64)) & 1;
  }
  return kept;
}

uint32_t sakuin_match(
    const uint32_t *candidates, uint32_t from, uint32_t to, const uint32_t *documents,
    uint32_t count, uint8_t *table, uint32_t *which, uint32_t *places) {
  uint32_t found = 0;
  const uint32_t base = documents[0], span = documents[count - 1] - base;
  if (to - from > 6 && span < 4096) {
    // The place of each document by its distance; what else stands in the table is found out.
    for (uint32_t place = 0; place < count; place++) table[documents[place] - base] = (uint8_t)place;
    for (uint32_t i = from; i < to; i++) {
      const uint32_t wanted = candidates[i], distance = wanted - base;
      const uint32_t place = distance <= span ? table[distance] & 127 : 0;
      which[found] = i;
      places[found] = place;
      found += place < count && documents[place] == wanted;
    }
    return found;
  }
  if (8 * (to - from) < count) {
    // Few candidates: each is looked up.
    uint32_t place = 0;
    for (uint32_t i = from; i < to && place < count; i++) {
      const uint32_t wanted = candidates[i];
      place += count_below(documents, place, count, wanted);
      which[found] = i;
      places[found] = place;
      found += place < count && documents[place] == wanted;
    }
    return found;
  }
  uint32_t i = from, place = 0;
  while (i < to && place < count) {
    const uint32_t wanted = candidates[i], document = documents[place];
    which[found] = i;
    places[found] = place;
    found += wanted == document;
    i += wanted <= document;
    place += document <= wanted;
  }
  return found;
}

uint32_t sakuin_find_members(
    const uint32_t *documents, uint32_t from, uint32_t to, const uint64_t *words, uint32_t *places) {
  uint32_t found = 0;
  for (uint32_t i = from; i < to; i++) {
    const uint32_t document = documents[i];
    places[found] = i;
    found += (uint32_t)(words[document / 64] >> (document % 64)) & 1;
  }
  return found;
}

void sakuin_gather_integers(
    const uint32_t *values, const uint32_t *places, uint32_t count, uint32_t *result) {
  for (uint32_t i = 0; i < count; i++) result[i] = values[places[i]];
}

void sakuin_score_matches(
    const uint32_t *candidates, const uint32_t *frequencies, const uint32_t *which,
    const uint32_t *places, uint32_t count, const uint8_t *codes, const float *table, float weight,
    float total_weight, uint64_t mask, double *totals, uint64_t *clauses) {
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t candidate = which[i];
    const float frequency = (float)(int32_t)frequencies[places[i]];
    const float norm = table[codes == 0 ? 0 : codes[candidates[candidate]]];
    const float sum = (weight * frequency) * norm;
    totals[candidate] += (double)(total_weight - total_weight / (1 + sum));
    clauses[candidate] |= mask;
  }
}

void sakuin_sum_matches(
    const uint32_t *candidates, const uint32_t *frequencies, const uint32_t *which,
    const uint32_t *places, uint32_t count, const uint8_t *codes, const float *table, float weight,
    uint64_t mask, float *sums, uint64_t *clauses) {
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t candidate = which[i];
    const float frequency = (float)(int32_t)frequencies[places[i]];
    const float norm = table[codes == 0 ? 0 : codes[candidates[candidate]]];
    sums[candidate] += (weight * frequency) * norm;
    clauses[candidate] |= mask;
  }
}
