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

// The first index from `from` on whose document is not below `limit`.
static uint32_t end_below(
    const uint32_t *documents, uint32_t from, uint32_t count, uint32_t limit) {
  if (from >= count || documents[count - 1] < limit) return count;
  uint32_t low = from, length = count - from;
  while (length > 0) {
    const uint32_t half = length / 2;
    const uint32_t below = documents[low + half] < limit;
    low = below ? low + half + 1 : low;
    length = below ? length - half - 1 : half;
  }
  return low;
}

uint32_t sakuin_lower_bound(
    const uint32_t *documents, uint32_t from, uint32_t count, uint32_t limit) {
  return end_below(documents, from, count, limit);
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

uint32_t sakuin_take_candidates(
    uint64_t *bits, uint32_t word_count, double *totals, uint32_t start, double least,
    uint32_t *documents, double *result) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < word_count; i++) {
    uint64_t word = bits[i];
    bits[i] = 0;
    while (word != 0) {
      const uint32_t slot = 64 * i + (uint32_t)__builtin_ctzll(word);
      word &= word - 1;
      const double total = totals[slot];
      totals[slot] = 0;
      documents[count] = start + slot;
      result[count] = total;
      count += total > least;
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
    uint32_t place, uint32_t count, uint32_t *which, uint32_t *places) {
  uint32_t found = 0;
  if (8 * (to - from) < count - place) {
    // Few candidates: each is looked up.
    for (uint32_t i = from; i < to && place < count; i++) {
      const uint32_t wanted = candidates[i];
      uint32_t step = 1, high = place;
      while (high < count && documents[high] < wanted) {
        place = high + 1;
        high += step;
        step *= 2;
      }
      uint32_t length = (high < count ? high : count) - place;
      while (length > 0) {
        const uint32_t half = length / 2;
        const uint32_t below = documents[place + half] < wanted;
        place = below ? place + half + 1 : place;
        length = below ? length - half - 1 : half;
      }
      which[found] = i;
      places[found] = place;
      found += place < count && documents[place] == wanted;
    }
    return found;
  }
  uint32_t i = from;
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

void sakuin_gather_integers(
    const uint32_t *values, const uint32_t *places, uint32_t count, uint32_t *result) {
  for (uint32_t i = 0; i < count; i++) result[i] = values[places[i]];
}

void sakuin_add_matches(
    const float *scores, const uint32_t *which, uint32_t count, uint64_t mask, double *totals,
    uint64_t *clauses) {
  for (uint32_t i = 0; i < count; i++) {
    totals[which[i]] += (double)scores[i];
    clauses[which[i]] |= mask;
  }
}
