// SPDX-License-Identifier: Apache-2.0
//
// The morpheme lattice: all words of a dictionary that a text may consist of, and the cheapest way
// through them, as MeCab finds it. MorphemeLattice.swift, the only caller, owns the memory; the tests
// hold the results to MeCab's. What a dictionary says is not trusted: each index out of it is checked
// where it is used.

#ifndef SAKUIN_LATTICE_H
#define SAKUIN_LATTICE_H

#include <stdint.h>

// A state of the double array.
typedef struct {
  uint32_t base;
  uint32_t check;
} sakuin_trie_state;

// A word of the dictionary, as sys.dic and unk.dic have it.
typedef struct {
  uint16_t left_context;
  uint16_t right_context;
  uint16_t part_of_speech;
  int16_t cost;
  uint32_t features;
  uint32_t compound;
} sakuin_dictionary_word;

// Words that follow each other in a dictionary.
typedef struct {
  uint32_t first;
  uint32_t count;
} sakuin_word_range;

// A dictionary in the bytes of its files.
typedef struct {
  const sakuin_trie_state *trie;
  const sakuin_dictionary_word *words;
  const sakuin_dictionary_word *unknown_words;
  // The cost of a word behind another: costs[right context of the one before + right_context_count *
  // left context of the one behind].
  const int16_t *costs;
  // What char.bin says of each of 65,535 code units: categories (18 bits), the category whose words
  // stand in for unknown text (8), the longest such word in characters (4), whether characters of a
  // category are one such word together (1), whether also where the dictionary has words (1).
  const uint32_t *properties;
  // For each of 256 categories, its words for unknown text; checked to be in unknown_words.
  const sakuin_word_range *unknown_ranges;
  uint32_t trie_count;
  uint32_t word_count;
  uint32_t right_context_count;
  uint32_t left_context_count;
} sakuin_dictionary;

// A character of the text.
typedef struct {
  // Where its bytes begin.
  uint32_t offset;
  // From the dictionary.
  uint32_t properties;
  // The first character behind it that has no category in common with the one before.
  uint32_t group_end;
  // Its UTF-16 code unit, or 0.
  uint32_t unit;
} sakuin_text_character;

// Words of the dictionary that stand at one place.
typedef struct {
  // The first of them; those for unknown text count from word_count on.
  uint32_t first_word;
  uint16_t count;
  // The boundary of characters they end at.
  uint16_t end;
} sakuin_lattice_match;

// What the search for the cheapest path reads of the words that end at a boundary.
typedef struct {
  // The cost of the cheapest path up to its end, times 2^32, plus the complement of its own number:
  // of equal costs, that of the node added last is least.
  int64_t cost;
  uint32_t right_context;
  uint32_t padding;
} sakuin_lattice_end;

// What else is known of a word in the lattice.
typedef struct {
  // The number of the node before it on the cheapest path.
  uint32_t previous;
  // As in a match.
  uint32_t word;
  // Its characters.
  uint16_t begin;
  uint16_t end;
} sakuin_lattice_node;

// What the trie has behind a state and a character.
typedef struct {
  // The state above, the character's code unit in the low 16 bits.
  uint64_t key;
  // The base of the state reached, or UINT32_MAX for none.
  uint32_t base;
  // The words that end there: first << 8 | count, or -1.
  int32_t words;
} sakuin_trie_step;

// What the trie has behind its root and one character.
typedef struct {
  // 0 before it was looked up.
  uint32_t is_known;
  // As in a step.
  uint32_t base;
  int32_t words;
  // How often words were looked up that begin with it, up to the time when it gets a set of followers.
  uint16_t use_count;
  // The set of characters that may follow it in a word; 0 for none.
  uint16_t followers;
} sakuin_first_character;

// A set of characters, by hash: what is not in it follows in no word.
typedef struct {
  uint64_t bits[16];
} sakuin_follower_set;

// The memory of a lattice over up to 65,535 characters.
typedef struct {
  // The text.
  const uint8_t *text;
  // Room for one more than the text has.
  sakuin_text_character *characters;
  // The matches, by the boundary they begin at, and where those of each boundary begin.
  sakuin_lattice_match *matches;
  uint32_t *match_starts;
  // The nodes, by the boundary they end at; where those of each boundary begin, and how far they are
  // there. Room for two more than the text has. Node 0 stands before the text.
  sakuin_lattice_end *ends;
  sakuin_lattice_node *nodes;
  uint32_t *node_starts;
  uint32_t *node_limits;
  // Steps of the trie made before, 2^trie_step_bits places.
  sakuin_trie_step *trie_steps;
  // By code unit, 65,536 of them.
  sakuin_first_character *first_characters;
  // Set 0 is not used.
  sakuin_follower_set *follower_sets;
  uint32_t follower_set_count;
  uint32_t follower_set_capacity;
  uint32_t trie_step_bits;
  uint32_t match_capacity;
  uint32_t node_capacity;
} sakuin_lattice;

// Reads up to `limit` characters of valid UTF-8, and an end mark behind them; returns their number.
uint32_t sakuin_lattice_read(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t byte_count,
    uint32_t limit);

// Finds all words that begin at the boundaries below `to` of `count` characters. Returns the number
// of nodes they need, or 0 when match_capacity does not suffice.
uint32_t sakuin_lattice_match_words(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t count, uint32_t to);

// Finds the cheapest path to each of the words found, from a right context before the text.
void sakuin_lattice_connect(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t count, uint32_t to,
    uint32_t context);

// The last node of the cheapest path from a boundary's left to the end of a text; 0 when no word ends
// at or before the boundary.
uint32_t sakuin_lattice_last(
    const sakuin_dictionary *dictionary, const sakuin_lattice *lattice, uint32_t boundary);

#endif
