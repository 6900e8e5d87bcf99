// SPDX-License-Identifier: Apache-2.0
//
// The morpheme lattice. First all words are found, wherever they begin; then their number is known for
// each boundary they end at, and the cheapest paths are found over nodes that lie together by
// boundary.
//
// Most of the time goes into waiting for memory, so little is read twice from the dictionary: steps of
// its trie, its words and their costs are remembered together. Look-ups at all characters of many runs
// go on side by side, one character each at a time, and ask for the memory of their next step ahead.
#include "CKernels.h"

#include <stddef.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

enum {
  // Longer groups of unknown characters are not one word.
  largest_group = 24,
  // Of the 1,024 places in a set of followers, the first 960 are for characters of three bytes.
  hashed_places = 960,
  other_place = 991,
  end_place = 1023,
  // The set of the root's characters that go on nowhere.
  empty_set = 1,
  // How often a first character, or a step, is used before its followers are looked for.
  frequent_first = 24,
  frequent_step = 4,
  // Of a step that is not counted any more.
  all_uses = 7,
  // Costs are kept in squares of 64 by 64.
  square_bits = 6,
  // Words whose costs are compared together.
  lanes = 8,
};

// A character that may follow is anything but an end.
static const uint32_t all_followers = 0x7FFFFFFF;

ALWAYS_INLINE uint32_t categories(uint32_t properties) { return properties & 0x3FFFF; }
ALWAYS_INLINE uint32_t unknown_category(uint32_t properties) { return properties >> 18 & 0xFF; }
ALWAYS_INLINE uint32_t unknown_length(uint32_t properties) { return properties >> 26 & 0xF; }
ALWAYS_INLINE uint32_t is_grouped(uint32_t properties) { return properties >> 30 & 1; }
ALWAYS_INLINE uint32_t is_also_unknown(uint32_t properties) { return properties >> 31; }

// The place of a character in a set of followers.
ALWAYS_INLINE uint32_t follower_place(uint32_t unit) {
  return unit < 0x800 ? other_place : (unit * 0x9E3779B1u >> 22) * hashed_places >> 10;
}

// Whether a set of followers has a place.
ALWAYS_INLINE uint32_t has_place(const sakuin_follower_set *set, uint32_t place) {
  return set->bits[place >> 6] >> (place & 63) & 1;
}

// The same of the set of a step, each of whose bits is 32 places.
ALWAYS_INLINE uint32_t has_wide_place(uint32_t followers, uint32_t place) {
  return followers >> (place >> 5) & 1;
}

// What is known of a word, before it lies with others.
typedef struct {
  uint32_t row;
  uint32_t column;
  int32_t cost;
  uint32_t number;
} known_word;

// Remembers words of the dictionary. Of words with the same contexts the cheapest stays, the first of
// several: at one place in a text no other can be on the path chosen.
static sakuin_word_list keep_words(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice,
    const sakuin_dictionary_word *words, uint32_t count, uint32_t number) {
  known_word known[UINT8_MAX];
  if (count > UINT8_MAX || count > lattice->known_word_capacity - lattice->known_word_count) return 0;
  uint32_t known_count = 0;
  for (uint32_t k = 0; k < count; k++) {
    const sakuin_dictionary_word word = words[k];
    if (word.left_context >= dictionary->left_context_count ||
        word.right_context >= dictionary->right_context_count) {
      continue;
    }
    const uint32_t row = lattice->rows[word.left_context];
    const uint32_t column = lattice->columns[word.right_context];
    uint32_t same = 0;
    while (same < known_count && (known[same].row != row || known[same].column != column)) same += 1;
    if (same < known_count) {
      if (known[same].cost <= word.cost) continue;
      for (; same + 1 < known_count; same++) known[same] = known[same + 1];
      known_count -= 1;
    }
    known[known_count++] = (known_word){row, column, word.cost, number + k};
  }
  const uint32_t first = lattice->known_word_count;
  uint32_t *list = lattice->known_words + 4 * (size_t)first;
  for (uint32_t k = 0; k < known_count; k++) {
    const known_word word = known[known_count - 1 - k];
    list[k] = word.row;
    list[known_count + k] = word.column;
    list[2 * known_count + k] = (uint32_t)word.cost;
    list[3 * known_count + k] = word.number;
  }
  if (known_count > 0) lattice->list_counts[first] = (uint8_t)known_count;
  lattice->known_word_count += known_count;
  return known_count == 0 ? 0 : first << 8 | known_count;
}

// The words that the trie has as a value; -1 for none.
static sakuin_word_list words_of(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, int32_t value) {
  const uint32_t first = (uint32_t)value >> 8;
  const uint32_t count = (uint32_t)value & 0xFF;
  if (value < 0 || first >= dictionary->word_count || count > dictionary->word_count - first) {
    return 0;
  }
  sakuin_known_list *list = lattice->known_lists + first;
  if (list->count != count) {
    list->count = count;
    list->words = keep_words(dictionary, lattice, dictionary->words + first, count, first);
  }
  return list->words;
}

// Follows the trie by a byte; UINT32_MAX where it does not go on.
ALWAYS_INLINE uint32_t state_behind(
    const sakuin_dictionary *dictionary, uint32_t state, uint32_t byte) {
  const uint32_t index = state + byte + 1;
  if (index >= dictionary->trie_count || dictionary->trie[index].check != state) return UINT32_MAX;
  const uint32_t next = dictionary->trie[index].base;
  return next < dictionary->trie_count ? next : UINT32_MAX;
}

// The words that end in a state.
ALWAYS_INLINE sakuin_word_list words_at(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t state) {
  if (state == UINT32_MAX || dictionary->trie[state].check != state) return 0;
  return words_of(dictionary, lattice, -1 - (int32_t)dictionary->trie[state].base);
}

void sakuin_lattice_prepare(const sakuin_dictionary *dictionary, sakuin_lattice *lattice) {
  for (uint32_t i = 0; i < dictionary->left_context_count; i++) {
    lattice->rows[i] = dictionary->right_context_count * i;
  }
  for (uint32_t i = 0; i < dictionary->right_context_count; i++) lattice->columns[i] = i;
  lattice->costs = dictionary->costs;
  lattice->first_characters[sakuin_end_unit] = (sakuin_first_character){
      .base = UINT32_MAX, .followers = empty_set, .is_known = 1};
  for (uint32_t i = 0; i < 16; i++) {
    lattice->follower_sets[0].bits[i] = i < 15 ? UINT64_MAX : UINT64_MAX >> 1;
    lattice->follower_sets[empty_set].bits[i] = 0;
  }
  lattice->follower_set_count = 2;
  lattice->known_word_count = 1;
  for (uint32_t i = 0; i < 256; i++) {
    const sakuin_word_range range = dictionary->unknown_ranges[i];
    lattice->unknown_words[i] = keep_words(
        dictionary, lattice, dictionary->unknown_words + range.first, range.count,
        dictionary->word_count + range.first);
  }
}

static uint32_t squares(uint32_t count) { return (count + (1 << square_bits) - 1) >> square_bits; }

uint64_t sakuin_lattice_cost_count(const sakuin_dictionary *dictionary) {
  return (uint64_t)squares(dictionary->left_context_count) *
         squares(dictionary->right_context_count) << (2 * square_bits);
}

// Numbers the context that has a place among `places`, which are UINT32_MAX before that.
ALWAYS_INLINE void number_context(
    uint32_t *places, uint32_t context, uint32_t *count, uint32_t square, uint32_t line) {
  if (places[context] != UINT32_MAX) return;
  const uint32_t number = (*count)++;
  places[context] = (number >> square_bits) * square + (number & 63) * line;
}

void sakuin_lattice_arrange_costs(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, int16_t *costs) {
  const uint32_t lefts = dictionary->left_context_count;
  const uint32_t rights = dictionary->right_context_count;
  const uint32_t square = 1 << (2 * square_bits);
  const uint32_t square_row = squares(rights) * square;
  uint32_t *rows = lattice->rows;
  uint32_t *columns = lattice->columns;
  uint32_t left_count = 0;
  uint32_t right_count = 0;
  for (uint32_t i = 0; i < lefts; i++) rows[i] = UINT32_MAX;
  for (uint32_t i = 0; i < rights; i++) columns[i] = UINT32_MAX;
  // A text begins and ends with context 0.
  number_context(rows, 0, &left_count, square_row, 1 << square_bits);
  number_context(columns, 0, &right_count, square, 1);
  for (uint32_t i = 1; i < lattice->known_word_count; i += lattice->list_counts[i]) {
    const uint32_t count = lattice->list_counts[i];
    uint32_t *list = lattice->known_words + 4 * (size_t)i;
    for (uint32_t k = 0; k < count; k++) {
      const uint32_t number = list[3 * count + k];
      const sakuin_dictionary_word word =
          number < dictionary->word_count
              ? dictionary->words[number]
              : dictionary->unknown_words[number - dictionary->word_count];
      number_context(rows, word.left_context, &left_count, square_row, 1 << square_bits);
      number_context(columns, word.right_context, &right_count, square, 1);
      list[k] = rows[word.left_context];
      list[count + k] = columns[word.right_context];
    }
  }
  for (uint32_t i = 0; i < lefts; i++) {
    number_context(rows, i, &left_count, square_row, 1 << square_bits);
  }
  for (uint32_t i = 0; i < rights; i++) number_context(columns, i, &right_count, square, 1);
  for (uint32_t left = 0; left < lefts; left++) {
    const int16_t *from = dictionary->costs + (size_t)rights * left;
    int16_t *to = costs + rows[left];
    for (uint32_t right = 0; right < rights; right++) to[columns[right]] = from[right];
  }
  lattice->costs = costs;
}

// Looks a character up behind the root.
static __attribute__((noinline)) void know_first_character(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t unit,
    const uint8_t *bytes, uint32_t length) {
  sakuin_first_character *first = lattice->first_characters + unit;
  uint32_t state = unit == 0 ? UINT32_MAX : dictionary->trie[0].base;
  for (uint32_t i = 0; i < length && state != UINT32_MAX; i++) {
    state = state_behind(dictionary, state, bytes[i]);
  }
  *first = (sakuin_first_character){
      .base = state,
      .words = words_at(dictionary, lattice, state),
      .properties = dictionary->properties[unit],
      .followers = state == UINT32_MAX ? empty_set : 0,
      .is_known = 1};
}

uint32_t sakuin_lattice_read(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t first, uint32_t offset,
    uint32_t end, uint32_t limit) {
  const uint8_t *text = lattice->text;
  sakuin_text_character *next = lattice->characters + first;
  const sakuin_text_character *next_limit = next + limit;
  while (offset < end && next < next_limit) {
    const uint32_t lead = text[offset];
    uint32_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t unit = lead;
    if (length > end - offset) {
      length = end - offset;
      unit = 0;
    } else if (length == 3) {
      unit = (lead & 0x0F) << 12 | (text[offset + 1] & 0x3Fu) << 6 | (text[offset + 2] & 0x3Fu);
      if (unit == 0xFFFF) unit = 0;
    } else if (length == 2) {
      unit = (lead & 0x1F) << 6 | (text[offset + 1] & 0x3Fu);
    } else if (length == 4) {
      unit = 0;
    }
    const sakuin_first_character *character = lattice->first_characters + unit;
    if (UNLIKELY(!character->is_known)) {
      know_first_character(dictionary, lattice, unit, text + offset, length);
    }
    *next++ = (sakuin_text_character){
        offset, character->properties, (uint16_t)unit, (uint16_t)follower_place(unit)};
    offset += length;
  }
  *next = (sakuin_text_character){.offset = offset, .unit = sakuin_end_unit, .place = end_place};
  return (uint32_t)(next - lattice->characters);
}

// Fills the set of the characters that the trie has behind a state.
static void find_followers(
    const sakuin_dictionary *dictionary, uint32_t state, sakuin_follower_set *set) {
  *set = (sakuin_follower_set){{0}};
  set->bits[other_place >> 6] = (uint64_t)1 << (other_place & 63);
  for (uint32_t first = 0xE0; first < 0xF0; first++) {
    const uint32_t second_state = state_behind(dictionary, state, first);
    if (second_state == UINT32_MAX) continue;
    for (uint32_t second = 0x80; second < 0xC0; second++) {
      const uint32_t third_state = state_behind(dictionary, second_state, second);
      if (third_state == UINT32_MAX) continue;
      for (uint32_t third = 0x80; third < 0xC0; third++) {
        if (state_behind(dictionary, third_state, third) == UINT32_MAX) continue;
        const uint32_t place =
            follower_place((first & 0xF) << 12 | (second & 0x3F) << 6 | (third & 0x3F));
        set->bits[place >> 6] |= (uint64_t)1 << (place & 63);
      }
    }
  }
}

// Counts a use of a first character, and finds its followers when it is a frequent one.
static __attribute__((noinline)) void use_first_character(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, sakuin_first_character *first) {
  if (first->use_count < frequent_first) first->use_count += 1;
  if (first->use_count < frequent_first ||
      lattice->follower_set_count == lattice->follower_set_capacity) {
    return;
  }
  first->followers = (uint16_t)lattice->follower_set_count++;
  find_followers(dictionary, first->base, lattice->follower_sets + first->followers);
}

// The same of a step.
static __attribute__((noinline)) void use_step(
    const sakuin_dictionary *dictionary, sakuin_trie_step *step) {
  step->key += 1;
  if ((step->key & 7) < frequent_step) return;
  step->key |= all_uses;
  sakuin_follower_set set;
  find_followers(dictionary, step->base, &set);
  step->followers = 0;
  for (uint32_t i = 0; i < 32; i++) {
    if ((uint32_t)(set.bits[i >> 1] >> (32 * (i & 1))) != 0) step->followers |= (uint32_t)1 << i;
  }
}

// A state below 2^29 and a code unit, one to one, as a hash of 45 bits: the upper ones are the place of
// the step, the lower ones its key.
ALWAYS_INLINE uint64_t step_hash(uint32_t state, uint32_t unit) {
  return ((uint64_t)state << 16 | unit) * 0x9E3779B97F4A7C15u & (((uint64_t)1 << 45) - 1);
}

ALWAYS_INLINE sakuin_trie_step *place_of(const sakuin_lattice *lattice, uint64_t hash) {
  return lattice->trie_steps + (hash >> (45 - sakuin_trie_step_bits));
}

ALWAYS_INLINE uint32_t key_of(uint64_t hash) { return (uint32_t)hash << 3; }

typedef struct {
  sakuin_lattice_match *matches;
  uint32_t *last_matches;
  uint32_t *node_counts;
  uint32_t next;
} match_writer;

// Adds a match, if it has words.
ALWAYS_INLINE void add_match(
    match_writer *writer, uint32_t begin, uint32_t end, sakuin_word_list words) {
  const uint32_t last = writer->last_matches[begin];
  writer->matches[writer->next] = (sakuin_lattice_match){words, end, last};
  writer->last_matches[begin] = words != 0 ? writer->next : last;
  writer->next += words != 0;
  writer->node_counts[end] += words & 0xFF;
}

// Keeps a look-up that reached a state if its next character may follow, and asks for that step.
ALWAYS_INLINE uint32_t add_walk(
    const sakuin_lattice *lattice, uint32_t count, uint32_t begin, uint32_t at, uint32_t state,
    uint32_t is_alive) {
  lattice->walks[count] = (sakuin_trie_walk){begin, at, state, 0};
  if (is_alive) __builtin_prefetch(place_of(lattice, step_hash(state, lattice->characters[at].unit)));
  return count + is_alive;
}

// Takes the steps that are not known, side by side, and remembers them; adds the look-ups that go on
// to `walk_count` others.
static __attribute__((noinline)) uint32_t take_unknown_steps(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, match_writer *writer,
    uint32_t unknown_count, uint32_t walk_count) {
  const sakuin_text_character *characters = lattice->characters;
  sakuin_trie_walk *walks = lattice->unknown_steps;
  for (uint32_t round = 0; round < 4; round++) {
    for (uint32_t i = 0; i < unknown_count; i++) {
      const sakuin_text_character *character = characters + walks[i].at;
      const uint8_t *bytes = lattice->text + character->offset;
      const uint32_t length = character[1].offset - character->offset;
      if (round >= length || walks[i].state == UINT32_MAX) continue;
      walks[i].state = state_behind(dictionary, walks[i].state, bytes[round]);
      if (walks[i].state == UINT32_MAX) continue;
      __builtin_prefetch(
          dictionary->trie + walks[i].state + (round + 1 < length ? bytes[round + 1] + 1 : 0));
    }
  }
  for (uint32_t i = 0; i < unknown_count; i++) {
    const sakuin_trie_walk walk = walks[i];
    const uint32_t unit = characters[walk.at].unit;
    const uint32_t ends = walk.state == UINT32_MAX;
    const sakuin_word_list words = words_at(dictionary, lattice, walk.state);
    if (unit != 0) {
      const uint64_t hash = step_hash(walk.base, unit);
      *place_of(lattice, hash) = (sakuin_trie_step){
          key_of(hash) | (ends ? all_uses : 1), walk.state, words, ends ? 0 : all_followers};
    }
    add_match(writer, walk.begin, walk.at + 1, words);
    const uint32_t is_alive = !ends && characters[walk.at + 1].unit != sakuin_end_unit;
    walk_count = add_walk(lattice, walk_count, walk.begin, walk.at + 1, walk.state, is_alive);
  }
  return walk_count;
}

// Takes one step of all look-ups that go on; returns how many still do.
ALWAYS_INLINE uint32_t take_steps(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, match_writer *writer,
    uint32_t walk_count) {
  const sakuin_text_character *characters = lattice->characters;
  uint32_t unknown_count = 0;
  uint32_t alive_count = 0;
  for (uint32_t i = 0; i < walk_count; i++) {
    const sakuin_trie_walk walk = lattice->walks[i];
    const sakuin_text_character *character = characters + walk.at;
    const uint64_t hash = step_hash(walk.base, character->unit);
    sakuin_trie_step *step = place_of(lattice, hash);
    // Its key is that of the hash and 1 to 7 uses.
    if (UNLIKELY(step->key - key_of(hash) - 1 >= all_uses || character->unit == 0)) {
      lattice->unknown_steps[unknown_count] = walk;
      lattice->unknown_steps[unknown_count++].state = walk.base;
      __builtin_prefetch(dictionary->trie + walk.base + lattice->text[character->offset] + 1);
      continue;
    }
    if (UNLIKELY((step->key & 7) != all_uses)) use_step(dictionary, step);
    add_match(writer, walk.begin, walk.at + 1, step->words);
    __builtin_prefetch(lattice->known_words + 4 * (size_t)(step->words >> 8));
    alive_count = add_walk(
        lattice, alive_count, walk.begin, walk.at + 1, step->base,
        has_wide_place(step->followers, character[1].place));
  }
  if (unknown_count == 0) return alive_count;
  return take_unknown_steps(dictionary, lattice, writer, unknown_count, alive_count);
}

// Adds the words that stand in for text the dictionary may not know, 17 matches at most.
ALWAYS_INLINE void match_unknown(
    const sakuin_lattice *lattice, match_writer *writer, uint32_t begin, int is_needed) {
  const sakuin_text_character *characters = lattice->characters;
  const uint32_t properties = characters[begin].properties;
  const sakuin_word_list words = lattice->unknown_words[unknown_category(properties)];
  uint32_t end = begin + 1;
  uint32_t group_end = 0;
  if (is_grouped(properties)) {
    group_end = end;
    while (group_end - end <= largest_group &&
           categories(characters[group_end - 1].properties & characters[group_end].properties) != 0) {
      group_end += 1;
    }
    if (group_end - end <= largest_group) {
      add_match(writer, begin, group_end, words);
      is_needed = 0;
    }
  }
  for (uint32_t i = 0; i < unknown_length(properties) && end != group_end; i++) {
    add_match(writer, begin, end, words);
    is_needed = 0;
    if (categories(properties & characters[end].properties) == 0) break;
    end += 1;
  }
  if (is_needed) add_match(writer, begin, end, words);
}

uint32_t sakuin_lattice_match_words(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t count, uint32_t to) {
  enum { largest_unknown = 17 };
  const uint32_t blank = categories(dictionary->properties[0x20]);
  const sakuin_text_character *characters = lattice->characters;
  // Words begin behind blanks, which may reach further.
  while (to > 0 && to < count && (characters[to - 1].properties & blank) != 0) to += 1;
  for (uint32_t i = 0; i <= count; i++) {
    lattice->node_limits[i] = 0;
    lattice->last_matches[i] = 0;
  }
  match_writer writer = {lattice->matches, lattice->last_matches, lattice->node_limits, 1};
  if (to + 1 > lattice->match_capacity) return 0;
  uint32_t walk_count = 0;
  for (uint32_t i = 0; i < to; i++) {
    const uint32_t unit = characters[i].unit;
    if (UNLIKELY(unit == 0)) {
      const uint32_t root = dictionary->trie[0].base;
      walk_count = add_walk(lattice, walk_count, i, i, root, root < dictionary->trie_count);
      continue;
    }
    sakuin_first_character *first = lattice->first_characters + unit;
    if (i + 8 < to) {
      const uint16_t set = lattice->first_characters[characters[i + 7].unit].followers;
      __builtin_prefetch(lattice->follower_sets[set].bits + (characters[i + 8].place >> 6));
    }
    if (UNLIKELY(first->followers == 0)) use_first_character(dictionary, lattice, first);
    add_match(&writer, i, i + 1, first->words);
    __builtin_prefetch(lattice->known_words + 4 * (size_t)(first->words >> 8));
    walk_count = add_walk(
        lattice, walk_count, i, i + 1, first->base,
        has_place(lattice->follower_sets + first->followers, characters[i + 1].place));
  }
  while (walk_count > 0) {
    if (walk_count > lattice->match_capacity - writer.next) return 0;
    walk_count = take_steps(dictionary, lattice, &writer, walk_count);
  }
  uint32_t has_blanks = 0;
  for (uint32_t i = 0; i < to; i++) {
    const uint32_t properties = characters[i].properties;
    const int is_unknown = lattice->last_matches[i] == 0;
    has_blanks |= properties & blank;
    if (!is_unknown && !is_also_unknown(properties)) continue;
    if (characters[i].unit == sakuin_end_unit) continue;
    if (lattice->match_capacity - writer.next < largest_unknown) return 0;
    match_unknown(lattice, &writer, i, is_unknown);
  }
  if (!has_blanks) return 1;
  for (uint32_t i = to; i-- > 0;) {
    if ((characters[i].properties & blank) == 0) continue;
    lattice->last_matches[i] = lattice->last_matches[i + 1];
    for (uint32_t m = lattice->last_matches[i]; m != 0; m = lattice->matches[m].next) {
      lattice->node_limits[lattice->matches[m].end] += lattice->matches[m].words & 0xFF;
    }
  }
  return 1;
}

uint32_t sakuin_lattice_place_nodes(sakuin_lattice *lattice, uint32_t first, uint32_t count) {
  uint32_t *starts = lattice->node_starts;
  uint32_t *limits = lattice->node_limits;
  // The node before the run.
  limits[first] += 1;
  uint32_t start = 0;
  for (uint32_t i = first; i <= count; i++) {
    const uint32_t next = start + limits[i] + lanes - 1;
    starts[i] = start;
    limits[i] = start;
    start = next;
  }
  return start + lanes;
}

typedef int16_t small_integers __attribute__((vector_size(16)));
typedef int32_t integers __attribute__((vector_size(16)));
typedef uint32_t counts __attribute__((vector_size(16), aligned(4)));

// Copies `count` numbers, and up to a whole number of `lanes` of what lies behind them.
ALWAYS_INLINE void copy_lanes(uint32_t *to, const uint32_t *from, uint32_t count) {
  for (uint32_t i = 0; i < count; i += lanes) {
    *(counts *)(to + i) = *(const counts *)(from + i);
    *(counts *)(to + i + 4) = *(const counts *)(from + i + 4);
  }
}

ALWAYS_INLINE integers chosen(integers mask, integers first, integers second) {
  return (first & mask) | (second & ~mask);
}

// For `lanes` words whose costs are in `rows`, the cheapest of the nodes `first ..< limit` before them,
// of several the last.
ALWAYS_INLINE void find_previous(
    const sakuin_lattice *lattice, uint32_t first, uint32_t limit, const uint32_t *rows,
    uint32_t *costs, uint32_t *previous) {
  const int16_t *row[lanes];
  for (uint32_t i = 0; i < lanes; i++) row[i] = lattice->costs + rows[i];
  const integers largest = {INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX};
  const small_integers zeros = {0};
  integers least[2] = {largest, largest};
  integers nodes[2] = {{0}, {0}};
  for (uint32_t i = first; i < limit; i++) {
    const uint32_t column = lattice->nodes.columns[i];
    const int32_t left = lattice->nodes.costs[i];
    const integers lefts = {left, left, left, left};
    const integers node = {(int32_t)i, (int32_t)i, (int32_t)i, (int32_t)i};
    const small_integers cells = {row[0][column], row[1][column], row[2][column], row[3][column],
                                  row[4][column], row[5][column], row[6][column], row[7][column]};
    const integers low =
        ((integers)__builtin_shufflevector(zeros, cells, 0, 8, 0, 9, 0, 10, 0, 11) >> 16) + lefts;
    const integers high =
        ((integers)__builtin_shufflevector(zeros, cells, 0, 12, 0, 13, 0, 14, 0, 15) >> 16) + lefts;
    const integers low_stays = low > least[0];
    const integers high_stays = high > least[1];
    least[0] = chosen(low_stays, least[0], low);
    least[1] = chosen(high_stays, least[1], high);
    nodes[0] = chosen(low_stays, nodes[0], node);
    nodes[1] = chosen(high_stays, nodes[1], node);
  }
  for (uint32_t i = 0; i < 2; i++) {
    *(counts *)(costs + 4 * i) = (counts)least[i];
    *(counts *)(previous + 4 * i) = (counts)nodes[i];
  }
}

void sakuin_lattice_connect(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t first, uint32_t count,
    uint32_t to, uint32_t column) {
  enum { largest_list = 255, largest_group_of_words = 512 };
  uint32_t rows[largest_group_of_words + lanes];
  uint32_t costs[largest_group_of_words + lanes];
  uint32_t previous[largest_group_of_words + lanes];
  const sakuin_lattice_nodes nodes = lattice->nodes;
  uint32_t *limits = lattice->node_limits;
  nodes.costs[0] = 0;
  nodes.columns[0] = column;
  limits[first] = 1;
  const uint32_t blank = categories(dictionary->properties[0x20]);
  for (uint32_t at = first; at < to; at++) {
    const uint32_t left = lattice->node_starts[at];
    const uint32_t left_limit = limits[at];
    if (left == left_limit) continue;
    uint32_t begin = at;
    while (begin < count && (lattice->characters[begin].properties & blank) != 0) begin += 1;
    // Last first: among equal costs MeCab prefers words that begin later, then those found first.
    uint32_t group = lattice->last_matches[at];
    while (group != 0) {
      uint32_t word_count = 0;
      uint32_t group_end = group;
      while (group_end != 0 && word_count <= largest_group_of_words - largest_list) {
        const sakuin_word_list words = lattice->matches[group_end].words;
        copy_lanes(
            rows + word_count, lattice->known_words + 4 * (size_t)(words >> 8), words & 0xFF);
        word_count += words & 0xFF;
        group_end = lattice->matches[group_end].next;
      }
      for (uint32_t i = 0; i < lanes; i++) rows[word_count + i] = 0;
      for (uint32_t i = 0; i < word_count; i += lanes) {
        find_previous(lattice, left, left_limit, rows + i, costs + i, previous + i);
      }
      uint32_t done = 0;
      for (; group != group_end; group = lattice->matches[group].next) {
        const sakuin_lattice_match match = lattice->matches[group];
        const uint32_t list_count = match.words & 0xFF;
        const uint32_t *list = lattice->known_words + 4 * (size_t)(match.words >> 8);
        const uint32_t node = limits[match.end];
        const uint32_t place = begin << 16 | match.end;
        for (uint32_t i = 0; i < list_count; i += 4) {
          *(counts *)(nodes.costs + node + i) =
              *(const counts *)(costs + done + i) + *(const counts *)(list + 2 * list_count + i);
          *(counts *)(nodes.columns + node + i) = *(const counts *)(list + list_count + i);
          *(counts *)(nodes.previous + node + i) = *(const counts *)(previous + done + i);
          *(counts *)(nodes.words + node + i) = *(const counts *)(list + 3 * list_count + i);
          *(counts *)(nodes.places + node + i) = (counts){place, place, place, place};
        }
        limits[match.end] = node + list_count;
        done += list_count;
      }
    }
  }
}

uint32_t sakuin_lattice_last(const sakuin_lattice *lattice, uint32_t boundary) {
  while (lattice->node_starts[boundary] == lattice->node_limits[boundary]) boundary -= 1;
  const int16_t *costs = lattice->costs + lattice->rows[0];
  int32_t least = INT32_MAX;
  uint32_t last = 0;
  for (uint32_t i = lattice->node_starts[boundary]; i < lattice->node_limits[boundary]; i++) {
    const int32_t cost = lattice->nodes.costs[i] + costs[lattice->nodes.columns[i]];
    if (cost > least) continue;
    least = cost;
    last = i;
  }
  return last;
}
