// SPDX-License-Identifier: Apache-2.0

/// The layout of the term dictionary: a front-coded table (see Storage) of term keys, whose block
/// payloads hold:
///
/// ```
/// variable-length integer: where the postings of the block's terms start in their section
/// variable-length integer: where the positions of the block's terms start in their section
/// then for each term, all variable-length integers:
///   document frequency << 3 | streams (0 documents, 1 frequencies, 2 positions)
///     | 4 if the total frequency is higher
///   total frequency - document frequency                   if it is higher
///   a term in one document:
///     the document
///     its position                                         streams 2, total frequency 1
///     bytes of its record                                  streams 2, total frequency above 1
///   a term in more documents:
///     bytes of postings
///     bytes of positions                                   streams 2, more than 128 documents
/// ```
///
/// The postings of the terms of a block follow each other in the order of the terms, and so do their
/// positions.
enum TermDictionaryFormat {
  /// Where the postings and positions of a block's next term start.
  struct Bases {
    var postings: Int
    var positions: Int
  }
}
