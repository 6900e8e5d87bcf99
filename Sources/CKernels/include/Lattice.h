// SPDX-License-Identifier: Apache-2.0
//
// The morpheme lattice: all words of a dictionary that a text may consist of, and the cheapest way
// through them, as MeCab finds it. MorphemeLattice.swift, the only caller, owns the memory; the tests
// hold the results to MeCab's. What a dictionary says is not trusted: each index out of it is checked
// where it is read. What was read is remembered, by the order of its first use, so that what is
// frequent lies together.

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

// Words that follow each other.
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

// A character of the text, or the end of a run.
typedef struct {
  // Where its bytes begin.
  uint32_t offset;
  // From the dictionary; 0 for an end.
  uint32_t properties;
  // Its UTF-16 code unit, 0 where it has not one alone, or sakuin_end_unit.
  uint16_t unit;
  // Its place in a set of followers.
  uint16_t place;
} sakuin_text_character;

enum { sakuin_end_unit = 0xFFFF };

// Words as they are remembered: how many are remembered before them << 8 | their number; 0 for none.
// Each takes four numbers; those of a list lie together, last word first: where the costs of their left
// contexts are, where those of their right contexts are behind another row, their costs, and their
// numbers in the dictionary.
typedef uint32_t sakuin_word_list;

// What is known of the words of the dictionary from a number on.
typedef struct {
  // How many of them were read; 0 for none.
  uint32_t count;
  sakuin_word_list words;
} sakuin_known_list;

// Words that stand at one place.
typedef struct {
  sakuin_word_list words;
  // The boundary of characters they end at.
  uint32_t end;
  // The match found before that begins at the same place, or 0.
  uint32_t next;
} sakuin_lattice_match;

// What is known of the words in the lattice, by the numbers of nodes.
typedef struct {
  // The cost of the cheapest path up to its end.
  int32_t *costs;
  // Where the cost of its right context is behind a row of them.
  uint32_t *columns;
  // The node before it on the cheapest path.
  uint32_t *previous;
  // Its number in the dictionary: those for unknown text count from word_count on.
  uint32_t *words;
  // The characters it begins with << 16 | ends before.
  uint32_t *places;
} sakuin_lattice_nodes;

// What the trie has behind a state and a character.
typedef struct {
  // A hash of both, which tells them from all others that have this place, and in the low 3 bits how
  // often the step was made; 0 for none.
  uint32_t key;
  // The base of the state reached, or UINT32_MAX for none.
  uint32_t base;
  // The words that end there.
  sakuin_word_list words;
  // A set of the characters that may follow, 32 places.
  uint32_t followers;
} sakuin_trie_step;

// What the dictionary has for one character at the beginning of words.
typedef struct {
  // As in a step.
  uint32_t base;
  sakuin_word_list words;
  uint32_t properties;
  // The set of characters that may follow it in a word.
  uint16_t followers;
  // How often words were looked up that begin with it, up to the time when it gets a set of followers.
  uint8_t use_count;
  // 0 before it was looked up.
  uint8_t is_known;
} sakuin_first_character;

// A set of characters, by hash: what is not in it follows in no word.
typedef struct {
  uint64_t bits[16];
} sakuin_follower_set;

// A look-up that goes on.
typedef struct {
  // The character the words begin with, and the one that is looked up next.
  uint32_t begin;
  uint32_t at;
  // The state of the trie before it, and behind some of its bytes; UINT32_MAX for none.
  uint32_t base;
  uint32_t state;
} sakuin_trie_walk;

// The memory of a lattice over up to 65,535 characters, ends of runs among them. What has room for
// characters has it for two more.
typedef struct {
  // The text.
  const uint8_t *text;
  sakuin_text_character *characters;
  // The matches; the last one that begins at each character, or 0.
  sakuin_lattice_match *matches;
  uint32_t *last_matches;
  // The nodes of a run, by the boundary they end at; where those of each boundary begin, and how far
  // they are there. Node 0 stands before the run.
  sakuin_lattice_nodes nodes;
  uint32_t *node_starts;
  uint32_t *node_limits;
  // Look-ups that go on, and those whose step is not known; room for characters.
  sakuin_trie_walk *walks;
  sakuin_trie_walk *unknown_steps;
  // Steps of the trie made before, 2^sakuin_trie_step_bits places; zeros at first.
  sakuin_trie_step *trie_steps;
  // By code unit, 65,536 of them; zeros at first.
  sakuin_first_character *first_characters;
  // Set 0 stands for those not made, set 1 is empty.
  sakuin_follower_set *follower_sets;
  // The words read; the first is not used. Room for 16 numbers more.
  uint32_t *known_words;
  // How many words the list has that begins with each of them.
  uint8_t *list_counts;
  // By the number of the first word in the dictionary, word_count of them; zeros at first.
  sakuin_known_list *known_lists;
  // Where the costs of each left and right context are; first the dictionary's own.
  const int16_t *costs;
  uint32_t *rows;
  uint32_t *columns;
  // By category.
  sakuin_word_list unknown_words[256];
  uint32_t follower_set_count;
  uint32_t follower_set_capacity;
  uint32_t known_word_count;
  uint32_t known_word_capacity;
  uint32_t match_capacity;
  uint32_t node_capacity;
} sakuin_lattice;

enum { sakuin_trie_step_bits = 16 };

// Prepares memory whose pointers and capacities are set.
void sakuin_lattice_prepare(const sakuin_dictionary *dictionary, sakuin_lattice *lattice);

// The number of costs that sakuin_lattice_arrange_costs needs room for.
uint64_t sakuin_lattice_cost_count(const sakuin_dictionary *dictionary);

// Copies the dictionary's costs so that those of the contexts known first lie together. `costs` has
// the room for them, and lives as long as the lattice.
void sakuin_lattice_arrange_costs(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, int16_t *costs);

// Reads a run, up to `limit` characters of valid UTF-8 from `offset` to `end`, to the characters from
// `first` on, and an end behind them; returns where that is. The next run may begin behind it.
uint32_t sakuin_lattice_read(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t first, uint32_t offset,
    uint32_t end, uint32_t limit);

// Finds all words that begin at the boundaries below `to` of `count` characters. Returns 0 when
// match_capacity does not suffice.
uint32_t sakuin_lattice_match_words(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t count, uint32_t to);

// Gives a run of characters the nodes that the words found in it need, and returns their number.
uint32_t sakuin_lattice_place_nodes(sakuin_lattice *lattice, uint32_t first, uint32_t count);

// Finds the cheapest path to each of the words found that begin at the boundaries below `to` of a run,
// from a column before it.
void sakuin_lattice_connect(
    const sakuin_dictionary *dictionary, sakuin_lattice *lattice, uint32_t first, uint32_t count,
    uint32_t to, uint32_t column);

// The last node of the cheapest path from a boundary's left to the end of a text; 0 when no word ends
// at or before the boundary.
uint32_t sakuin_lattice_last(const sakuin_lattice *lattice, uint32_t boundary);

#endif
