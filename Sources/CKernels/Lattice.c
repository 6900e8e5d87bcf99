// SPDX-License-Identifier: Apache-2.0
//
// The morpheme lattice. First all words are found, wherever they begin; then their number is known for
// each boundary they end at, and the cheapest paths are found over nodes that lie together by
// boundary. Most of the time goes into waiting for the dictionary's memory, so it is asked for early.
#include "CKernels.h"

#include <stddef.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

// Longer groups of unknown characters are not one word.
enum { largest_group = 24 };

ALWAYS_INLINE uint32_t categories(uint32_t properties) { return properties & 0x3FFFF; }
ALWAYS_INLINE uint32_t unknown_category(uint32_t properties) { return properties >> 18 & 0xFF; }
ALWAYS_INLINE uint32_t unknown_length(uint32_t properties) { return properties >> 26 & 0xF; }
ALWAYS_INLINE uint32_t is_grouped(uint32_t properties) { return properties >> 30 & 1; }
ALWAYS_INLINE uint32_t is_also_unknown(uint32_t properties) { return properties >> 31; }

uint32_t sakuin_lattice_read(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t byte_count,
    uint32_t limit) {
  const uint8_t *text = lattice->text;
  sakuin_text_character *characters = lattice->characters;
  uint32_t count = 0;
  uint32_t at = 0;
  while (at < byte_count && count < limit) {
    const uint32_t lead = text[at];
    uint32_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t unit = lead;
    if (length > byte_count - at) {
      length = byte_count - at;
      unit = 0;
    } else if (length == 3) {
      unit = (lead & 0x0F) << 12 | (text[at + 1] & 0x3Fu) << 6 | (text[at + 2] & 0x3Fu);
      if (unit == 0xFFFF) unit = 0;
    } else if (length == 2) {
      unit = (lead & 0x1F) << 6 | (text[at + 1] & 0x3Fu);
    } else if (length == 4) {
      unit = 0;
    }
    characters[count].offset = at;
    characters[count].properties = dictionary->properties[unit];
    characters[count].unit = unit;
    count += 1;
    at += length;
  }
  characters[count] = (sakuin_text_character){.offset = at};
  uint32_t end = count;
  for (uint32_t i = count; i > 0; i--) {
    const uint32_t shared = characters[i - 1].properties & characters[i].properties;
    if (categories(shared) == 0) end = i;
    characters[i - 1].group_end = end;
  }
  return count;
}

// Follows the trie by the bytes of a character, from `*base` on; returns the words that end there,
// -1 for none. `*base` is UINT32_MAX where the trie does not go on.
ALWAYS_INLINE int32_t follow_bytes(
    const sakuin_dictionary *dictionary, const uint8_t *bytes, uint32_t count, uint32_t *base) {
  uint32_t state = *base;
  *base = UINT32_MAX;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t index = state + bytes[i] + 1;
    if (index >= dictionary->trie_count || dictionary->trie[index].check != state) return -1;
    state = dictionary->trie[index].base;
  }
  *base = state;
  if (state >= dictionary->trie_count || dictionary->trie[state].check != state) return -1;
  return -1 - (int32_t)dictionary->trie[state].base;
}

// Where the step from a state by a character is kept.
ALWAYS_INLINE sakuin_trie_step *place_of(const sakuin_lattice *lattice, uint64_t key) {
  return lattice->trie_steps + (key * 0x9E3779B97F4A7C15u >> (64 - lattice->trie_step_bits));
}

// As follow_bytes, with the answer taken from the steps made before where it is among them.
ALWAYS_INLINE int32_t follow(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t at, uint32_t *base) {
  const sakuin_text_character *character = lattice->characters + at;
  const uint8_t *bytes = lattice->text + character->offset;
  const uint32_t length = character[1].offset - character->offset;
  if (character->unit == 0) return follow_bytes(dictionary, bytes, length, base);
  const uint64_t key = (uint64_t)*base << 16 | character->unit;
  sakuin_trie_step *step = place_of(lattice, key);
  if (step->key != key) {
    step->key = key;
    step->base = *base;
    step->words = follow_bytes(dictionary, bytes, length, &step->base);
  }
  *base = step->base;
  return step->words;
}

typedef struct {
  sakuin_lattice_match *next;
  sakuin_lattice_match *limit;
  uint32_t *node_counts;
} match_writer;

ALWAYS_INLINE int add_match(match_writer *writer, uint32_t first, uint32_t count, uint32_t end) {
  if (writer->next == writer->limit) return 0;
  *writer->next++ = (sakuin_lattice_match){first, (uint16_t)count, (uint16_t)end};
  writer->node_counts[end] += count;
  return 1;
}

// The place of a character in a set of followers.
ALWAYS_INLINE uint32_t follower_place(uint32_t unit) { return unit * 0x9E3779B1u >> 22; }

// Whether the state of a trie goes on by a byte, to `*next`.
ALWAYS_INLINE int goes_on(
    const sakuin_dictionary *dictionary, uint32_t base, uint32_t byte, uint32_t *next) {
  const uint32_t index = base + byte + 1;
  if (index >= dictionary->trie_count || dictionary->trie[index].check != base) return 0;
  *next = dictionary->trie[index].base;
  return 1;
}

// Fills the set of the characters of three bytes that the trie has behind a state.
static void find_followers(
    const sakuin_dictionary *dictionary, uint32_t base, sakuin_follower_set *set) {
  *set = (sakuin_follower_set){{0}};
  for (uint32_t first = 0xE0; first < 0xF0; first++) {
    uint32_t second_base, third_base, end;
    if (!goes_on(dictionary, base, first, &second_base)) continue;
    for (uint32_t second = 0x80; second < 0xC0; second++) {
      if (!goes_on(dictionary, second_base, second, &third_base)) continue;
      for (uint32_t third = 0x80; third < 0xC0; third++) {
        if (!goes_on(dictionary, third_base, third, &end)) continue;
        const uint32_t unit = (first & 0xF) << 12 | (second & 0x3F) << 6 | (third & 0x3F);
        set->bits[follower_place(unit) >> 6] |= (uint64_t)1 << (follower_place(unit) & 63);
      }
    }
  }
}

// Looks a character up behind the root, and finds its followers when it is a frequent one.
static void learn_first_character(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t at,
    sakuin_first_character *first) {
  enum { frequent = 24 };
  if (!first->is_known) {
    const uint32_t offset = lattice->characters[at].offset;
    first->is_known = 1;
    first->base = dictionary->trie[0].base;
    first->words = follow_bytes(
        dictionary, lattice->text + offset, lattice->characters[at + 1].offset - offset,
        &first->base);
  }
  if (first->use_count < frequent) first->use_count += 1;
  if (first->use_count < frequent || first->base == UINT32_MAX ||
      lattice->follower_set_count == lattice->follower_set_capacity) {
    return;
  }
  first->followers = (uint16_t)lattice->follower_set_count++;
  find_followers(dictionary, first->base, lattice->follower_sets + first->followers);
}

ALWAYS_INLINE int may_follow(
    const sakuin_lattice *lattice, const sakuin_first_character *first, uint32_t unit) {
  const uint64_t *bits = lattice->follower_sets[first->followers].bits;
  const uint32_t place = follower_place(unit);
  // Set 0 is full; other than characters of three bytes are not in a set.
  return unit < 0x800 || (bits[place >> 6] >> (place & 63) & 1);
}

// Asks for the memory that the words from some characters on will be looked up in.
ALWAYS_INLINE void prefetch_steps(const sakuin_lattice *lattice, uint32_t at, uint32_t count) {
  const sakuin_text_character *characters = lattice->characters + at;
  if (at + 8 < count) __builtin_prefetch(lattice->first_characters + characters[8].unit);
  if (at + 5 < count) {
    const sakuin_first_character *first = lattice->first_characters + characters[4].unit;
    __builtin_prefetch(
        lattice->follower_sets[first->followers].bits + (follower_place(characters[5].unit) >> 6));
  }
  if (at + 3 < count) {
    const sakuin_first_character *first = lattice->first_characters + characters[2].unit;
    if (may_follow(lattice, first, characters[3].unit)) {
      __builtin_prefetch(place_of(lattice, (uint64_t)first->base << 16 | characters[3].unit));
    }
  }
}

// Adds words of the dictionary.
ALWAYS_INLINE int add_known(
    const sakuin_dictionary *dictionary, match_writer *writer, int32_t words, uint32_t end) {
  const uint32_t first = (uint32_t)words >> 8;
  const uint32_t count = (uint32_t)words & 0xFF;
  if (words < 0 || first > dictionary->word_count || count > dictionary->word_count - first) {
    return 1;
  }
  __builtin_prefetch(dictionary->words + first);
  return add_match(writer, first, count, end);
}

// Adds the words of the dictionary that begin at a character.
ALWAYS_INLINE int match_known(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, match_writer *writer,
    uint32_t begin, uint32_t count) {
  const sakuin_text_character *characters = lattice->characters;
  uint32_t base = dictionary->trie[0].base;
  uint32_t at = begin;
  if (characters[begin].unit != 0) {
    sakuin_first_character *first = lattice->first_characters + characters[begin].unit;
    if (first->followers == 0) learn_first_character(dictionary, lattice, begin, first);
    if (!add_known(dictionary, writer, first->words, begin + 1)) return 0;
    at = begin + 1;
    base = first->base;
    if (base == UINT32_MAX || at == count || !may_follow(lattice, first, characters[at].unit)) {
      return 1;
    }
  }
  for (; at < count; at++) {
    const int32_t words = follow(dictionary, lattice, at, &base);
    if (!add_known(dictionary, writer, words, at + 1)) return 0;
    if (base == UINT32_MAX) break;
  }
  return 1;
}

// Adds the words that stand in for text the dictionary may not know.
ALWAYS_INLINE int match_unknown(
    const sakuin_dictionary *dictionary, const sakuin_lattice *lattice, match_writer *writer,
    uint32_t begin, uint32_t count, int is_needed) {
  const sakuin_text_character *characters = lattice->characters;
  const uint32_t properties = characters[begin].properties;
  const sakuin_word_range words = dictionary->unknown_ranges[unknown_category(properties)];
  const uint32_t first = dictionary->word_count + words.first;
  uint32_t end = begin + 1;
  uint32_t group_end = 0;
  if (is_grouped(properties)) {
    group_end = characters[begin].group_end;
    if (group_end - end <= largest_group) {
      if (!add_match(writer, first, words.count, group_end)) return 0;
      is_needed = 0;
    }
  }
  for (uint32_t i = 0; i < unknown_length(properties) && end != group_end; i++) {
    if (!add_match(writer, first, words.count, end)) return 0;
    is_needed = 0;
    if (end == count || categories(properties & characters[end].properties) == 0) break;
    end += 1;
  }
  return !is_needed || add_match(writer, first, words.count, end);
}

uint32_t sakuin_lattice_match_words(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t count, uint32_t to) {
  const uint32_t blank = categories(dictionary->properties[0x20]);
  const sakuin_text_character *characters = lattice->characters;
  uint32_t *node_counts = lattice->node_limits;
  match_writer writer = {
      lattice->matches, lattice->matches + lattice->match_capacity, node_counts};
  for (uint32_t i = 0; i <= count; i++) node_counts[i] = 0;
  for (uint32_t at = 0; at < to; at++) {
    lattice->match_starts[at] = (uint32_t)(writer.next - lattice->matches);
    uint32_t begin = at;
    while (begin < count && (characters[begin].properties & blank) != 0) begin += 1;
    if (begin == count) continue;
    prefetch_steps(lattice, at, count);
    const sakuin_lattice_match *first = writer.next;
    if (!match_known(dictionary, lattice, &writer, begin, count)) return 0;
    const int is_unknown = writer.next == first;
    if (!is_unknown && !is_also_unknown(characters[begin].properties)) continue;
    if (!match_unknown(dictionary, lattice, &writer, begin, count, is_unknown)) return 0;
  }
  lattice->match_starts[to] = (uint32_t)(writer.next - lattice->matches);
  // From numbers of nodes to places of nodes, behind the one before the text.
  uint32_t start = 0;
  node_counts[0] = 1;
  for (uint32_t i = 0; i <= count; i++) {
    lattice->node_starts[i] = start;
    start += node_counts[i];
  }
  return start;
}

// The least cost over the nodes `first ..< limit` of a word behind them whose costs are given.
ALWAYS_INLINE int64_t least_cost(
    const sakuin_lattice_end *ends, uint32_t first, uint32_t limit, const int16_t *costs) {
  int64_t least = INT64_MAX;
  for (uint32_t i = first; i < limit; i++) {
    const int64_t cost =
        ends[i].cost + (int64_t)((uint64_t)(int64_t)costs[ends[i].right_context] << 32);
    least = cost < least ? cost : least;
  }
  return least;
}

void sakuin_lattice_connect(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t count, uint32_t to,
    uint32_t context) {
  sakuin_lattice_end *ends = lattice->ends;
  uint32_t *limits = lattice->node_limits;
  for (uint32_t i = 0; i <= count; i++) limits[i] = lattice->node_starts[i];
  ends[0] = (sakuin_lattice_end){.cost = UINT32_MAX, .right_context = context};
  limits[0] = 1;
  const uint32_t blank = categories(dictionary->properties[0x20]);
  for (uint32_t at = 0; at < to; at++) {
    const uint32_t left = lattice->node_starts[at];
    const uint32_t left_limit = limits[at];
    if (left == left_limit) continue;
    uint32_t begin = at;
    while (begin < count && (lattice->characters[begin].properties & blank) != 0) begin += 1;
    // Last first: among equal costs MeCab prefers words that begin later, then those found first.
    for (uint32_t m = lattice->match_starts[at + 1]; m-- > lattice->match_starts[at];) {
      const sakuin_lattice_match match = lattice->matches[m];
      const sakuin_dictionary_word *words =
          match.first_word < dictionary->word_count
              ? dictionary->words + match.first_word
              : dictionary->unknown_words + (match.first_word - dictionary->word_count);
      uint32_t node = limits[match.end];
      for (uint32_t k = match.count; k-- > 0;) {
        const sakuin_dictionary_word word = words[k];
        if (word.left_context >= dictionary->left_context_count ||
            word.right_context >= dictionary->right_context_count) {
          continue;
        }
        const int16_t *costs =
            dictionary->costs + (size_t)dictionary->right_context_count * word.left_context;
        const int64_t least = least_cost(ends, left, left_limit, costs);
        ends[node].cost =
            (int64_t)(((uint64_t)(least >> 32) + (uint64_t)(int64_t)word.cost) << 32 | ~node);
        ends[node].right_context = word.right_context;
        lattice->nodes[node] = (sakuin_lattice_node){
            ~(uint32_t)least, match.first_word + k, (uint16_t)begin, match.end};
        node += 1;
      }
      limits[match.end] = node;
    }
  }
}

uint32_t sakuin_lattice_last(
    const sakuin_dictionary *dictionary, const sakuin_lattice *lattice, uint32_t boundary) {
  while (lattice->node_starts[boundary] == lattice->node_limits[boundary]) boundary -= 1;
  return ~(uint32_t)least_cost(
      lattice->ends, lattice->node_starts[boundary], lattice->node_limits[boundary],
      dictionary->costs);
}
