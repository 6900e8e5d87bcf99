// SPDX-License-Identifier: Apache-2.0
// The one file of TextAnalysis that hands memory to CKernels: it owns the memory of a lattice.

internal import CKernels
internal import Glibc
internal import Storage

/// A word on the cheapest path through a text.
struct LatticeWord: Equatable {
  /// Its UTF-8 bytes in the text.
  var range: Range<Int>
  /// Its number in the dictionary: known words, then those for unknown text.
  var word: Int
}

/// Cuts texts into the words of a dictionary as MeCab does: of all ways through the words that a text
/// may consist of, the cheapest. Not for use by two threads at once.
///
/// Short runs of a text are looked up together. A long one is cut window by window, each up to the last
/// word that every path still goes through, so that memory stays bounded; what is found is the same,
/// unless there is no such word in thousands of characters.
@safe final class MorphemeLattice {
  /// The characters a window has at most.
  static let usualWindow = 4096
  /// The part of a window, at its end, that words may reach into but do not begin in: of a usual one
  /// 512 characters, more than any word has.
  private static let overlapShare = 8
  /// The bytes of runs that are looked up together; what they need stays in the nearest caches.
  private static let usualBatch = 2048
  private static let codeUnitCount = 1 << 16
  /// Characters that begin words and are frequent enough for a set of those that may follow.
  private static let followerSetCount = 1 << 12
  /// The bytes of text after which costs are arranged, which takes milliseconds, and the costs up to
  /// whose number that is done.
  private static let arrangingByteCount = 1 << 18
  private static let arrangedCostCount = 1 << 22

  private let dictionary: MorphemeDictionary
  private let window: Int
  private let unknownRanges: UnsafeMutablePointer<sakuin_word_range>
  private var files: sakuin_dictionary
  private var memory: sakuin_lattice
  private var costs: UnsafeMutablePointer<Int16>?
  private var bytesBeforeArranging: Int

  /// Creates a lattice; what is not said is for tests.
  init(
    dictionary: MorphemeDictionary, window: Int = MorphemeLattice.usualWindow,
    bytesBeforeArranging: Int = MorphemeLattice.arrangingByteCount
  ) {
    // Costs of paths through more would not fit into 32 bits.
    precondition(window >= Self.overlapShare && window <= 16_384)
    self.dictionary = dictionary
    self.window = window
    self.bytesBeforeArranging = bytesBeforeArranging
    // Safe: all memory is allocated here with the sizes that Lattice.h asks for, plain integers
    // without pointers, and freed in deinit; the windows on the files live as long as `dictionary`.
    unsafe unknownRanges = .allocate(capacity: 256)
    unsafe unknownRanges.initialize(repeating: sakuin_word_range(first: 0, count: 0), count: 256)
    for (category, range) in dictionary.unknownRanges.enumerated() {
      unsafe unknownRanges[category] = sakuin_word_range(
        first: UInt32(range.lowerBound), count: UInt32(range.count))
    }
    unsafe files = Self.files(of: dictionary, unknownRanges)
    let boundaries = window + 2
    let knownWords = min(
      dictionary.known.wordCount + dictionary.unknown.wordCount + 1, 1 << 24)
    unsafe memory = sakuin_lattice()
    unsafe memory.characters = .allocate(capacity: boundaries)
    unsafe memory.last_matches = .allocate(capacity: boundaries)
    unsafe memory.node_starts = .allocate(capacity: boundaries)
    unsafe memory.node_limits = .allocate(capacity: boundaries)
    unsafe memory.walks = .allocate(capacity: boundaries)
    unsafe memory.unknown_steps = .allocate(capacity: boundaries)
    unsafe memory.rows = .allocate(capacity: dictionary.known.leftContextCount)
    unsafe memory.columns = .allocate(capacity: dictionary.known.rightContextCount)
    unsafe memory.trie_steps = Self.zeros(1 << Int(sakuin_trie_step_bits))
    unsafe memory.first_characters = Self.zeros(Self.codeUnitCount)
    unsafe memory.follower_sets = .allocate(capacity: Self.followerSetCount)
    unsafe memory.follower_set_capacity = UInt32(Self.followerSetCount)
    unsafe memory.known_words = .allocate(capacity: 4 * knownWords + 16)
    unsafe memory.list_counts = .allocate(capacity: knownWords)
    unsafe memory.known_word_capacity = UInt32(knownWords)
    unsafe memory.known_lists = Self.zeros(max(dictionary.known.wordCount, 1))
    allocateMatches(1 << 12)
    allocateNodes(1 << 10)
    unsafe sakuin_lattice_prepare(&files, &memory)
  }

  deinit {
    unsafe unknownRanges.deallocate()
    unsafe costs?.deallocate()
    unsafe memory.characters.deallocate()
    unsafe memory.last_matches.deallocate()
    unsafe memory.node_starts.deallocate()
    unsafe memory.node_limits.deallocate()
    unsafe memory.walks.deallocate()
    unsafe memory.unknown_steps.deallocate()
    unsafe memory.rows.deallocate()
    unsafe memory.columns.deallocate()
    unsafe free(memory.trie_steps)
    unsafe free(memory.first_characters)
    unsafe memory.follower_sets.deallocate()
    unsafe memory.known_words.deallocate()
    unsafe memory.list_counts.deallocate()
    unsafe free(memory.known_lists)
    unsafe memory.matches.deallocate()
    deallocateNodes()
  }

  /// Appends the words of `text[range]`, which is valid UTF-8, in order.
  ///
  /// - Complexity: O(n) in characters, times the words at each.
  func cut(_ text: [UInt8], _ range: Range<Int>, into words: inout [LatticeWord]) {
    var ends: [Int] = []
    _ = cut(text, [range][...], into: &words, ends: &ends)
  }

  /// Appends the words of the first of some ranges of a text, which are valid UTF-8 and in order, and
  /// to `ends` how many words there are at the end of each; returns how many ranges were cut, one or
  /// more.
  ///
  /// - Complexity: O(n) in characters, times the words at each.
  func cut(
    _ text: [UInt8], _ ranges: ArraySlice<Range<Int>>, into words: inout [LatticeWord],
    ends: inout [Int]
  ) -> Int {
    var start = 0
    var end = 0
    var count = 0
    for range in ranges {
      precondition(range.lowerBound >= end && range.upperBound <= text.count)
      if count == 0 { start = range.lowerBound }
      // Each range ends with a mark, and no character has less than a byte.
      if count > 0, range.upperBound - start + count > min(window, Self.usualBatch) { break }
      end = range.upperBound
      count += 1
    }
    let batch = ranges.prefix(count)
    arrangeCosts(after: end - start)
    // Safe: the kernels read the bytes of the ranges during the closure only.
    unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return ends.append(words.count) }
      if count == 1 {
        unsafe cutWindows(base, start..<end, into: &words)
        ends.append(words.count)
      } else {
        unsafe cutTogether(base, batch, into: &words, ends: &ends)
      }
    }
    return count
  }

  /// Cuts ranges that fit into one window together.
  private func cutTogether(
    _ text: UnsafePointer<UInt8>, _ ranges: ArraySlice<Range<Int>>,
    into words: inout [LatticeWord], ends: inout [Int]
  ) {
    let start = ranges[ranges.startIndex].lowerBound
    // Safe: the caller's text has the ranges, which have no more characters than the window.
    unsafe memory.text = text + start
    var first: UInt32 = 0
    for range in ranges {
      first =
        unsafe 1
        + sakuin_lattice_read(
          &files, &memory, first, UInt32(range.lowerBound - start),
          UInt32(range.upperBound - start), UInt32(window))
    }
    matchWords(first - 1, to: first - 1)
    first = 0
    for _ in ranges {
      var end = first
      while unsafe memory.characters[Int(end)].unit != UInt16(sakuin_end_unit) { end += 1 }
      connect(first, end, to: end, after: unsafe memory.columns[0])
      append(lastNode(before: end), start: start, to: &words)
      ends.append(words.count)
      first = end + 1
    }
  }

  /// Cuts a range window by window.
  private func cutWindows(
    _ text: UnsafePointer<UInt8>, _ range: Range<Int>, into words: inout [LatticeWord]
  ) {
    var start = range.lowerBound
    var column = unsafe memory.columns[0]
    while start < range.upperBound {
      // Safe: the caller's text has the range.
      unsafe memory.text = text + start
      let length = min(range.upperBound - start, Int(Int32.max))
      let count = unsafe sakuin_lattice_read(
        &files, &memory, 0, 0, UInt32(length), UInt32(window))
      let end = unsafe start + Int(memory.characters[Int(count)].offset)
      let isLast = end == range.upperBound
      let limit = isLast ? count : count - count / UInt32(Self.overlapShare)
      matchWords(count, to: limit)
      connect(0, count, to: limit, after: column)
      let last = isLast ? lastNode(before: count) : settledNode(count, to: limit)
      append(last, start: start, to: &words)
      guard !isLast else { break }
      let taken = unsafe last == 0 ? limit : memory.nodes.places[Int(last)] & 0xFFFF
      unsafe start += Int(memory.characters[Int(taken)].offset)
      if last != 0 { column = unsafe memory.nodes.columns[Int(last)] }
    }
  }

  /// Lays the costs of the contexts met so far together when enough text has come: a short one is not
  /// worth it.
  private func arrangeCosts(after byteCount: Int) {
    guard unsafe costs == nil else { return }
    bytesBeforeArranging -= byteCount
    let count = unsafe sakuin_lattice_cost_count(&files)
    guard bytesBeforeArranging <= 0, count <= UInt64(Self.arrangedCostCount) else { return }
    // Safe: the kernel fills what it asked for; freed in deinit.
    let arranged = UnsafeMutablePointer<Int16>.allocate(capacity: Int(count))
    unsafe sakuin_lattice_arrange_costs(&files, &memory, arranged)
    unsafe costs = arranged
  }

  private func matchWords(_ count: UInt32, to limit: UInt32) {
    while unsafe sakuin_lattice_match_words(&files, &memory, count, limit) == 0 {
      let capacity = unsafe Int(memory.match_capacity)
      unsafe memory.matches.deallocate()
      allocateMatches(2 * capacity)
    }
  }

  private func connect(_ first: UInt32, _ count: UInt32, to limit: UInt32, after column: UInt32) {
    let needed = unsafe sakuin_lattice_place_nodes(&memory, first, count)
    if unsafe needed > memory.node_capacity {
      deallocateNodes()
      allocateNodes(2 * Int(needed))
    }
    unsafe sakuin_lattice_connect(&files, &memory, first, count, limit, column)
  }

  private func lastNode(before boundary: UInt32) -> UInt32 {
    unsafe sakuin_lattice_last(&memory, boundary)
  }

  /// The last node that all paths over a boundary have in common; where they have none, that of the
  /// path which is the cheapest so far.
  private func settledNode(_ count: UInt32, to limit: UInt32) -> UInt32 {
    let first = unsafe Int(memory.node_starts[Int(limit)])
    let total = unsafe Int(memory.node_limits[Int(count)])
    var isOnPath = [Bool](repeating: false, count: max(first, total))
    var pathCount = 0
    for boundary in Int(limit)...Int(count) {
      let nodes = unsafe memory.node_starts[boundary]..<memory.node_limits[boundary]
      for node in nodes {
        isOnPath[Int(node)] = true
        pathCount += 1
      }
    }
    // Nodes lie in the order of their ends, so the one before is of a lower number.
    for node in isOnPath.indices.dropFirst().reversed() where isOnPath[node] {
      if pathCount == 1 { return UInt32(node) }
      let previous = unsafe Int(memory.nodes.previous[node])
      if isOnPath[previous] { pathCount -= 1 } else { isOnPath[previous] = true }
    }
    return lastNode(before: limit)
  }

  /// Appends the words of the path that ends in a node.
  private func append(_ last: UInt32, start: Int, to words: inout [LatticeWord]) {
    let first = words.count
    var node = Int(last)
    while node != 0 {
      let place = unsafe memory.nodes.places[node]
      let begin = unsafe Int(memory.characters[Int(place >> 16)].offset)
      let end = unsafe Int(memory.characters[Int(place & 0xFFFF)].offset)
      let word = unsafe Int(memory.nodes.words[node])
      words.append(LatticeWord(range: start + begin..<start + end, word: word))
      node = unsafe Int(memory.nodes.previous[node])
    }
    words[first...].reverse()
  }

  private func allocateMatches(_ capacity: Int) {
    unsafe memory.matches = .allocate(capacity: capacity)
    unsafe memory.match_capacity = UInt32(capacity)
  }

  private func allocateNodes(_ capacity: Int) {
    unsafe memory.nodes.costs = .allocate(capacity: capacity)
    unsafe memory.nodes.columns = .allocate(capacity: capacity)
    unsafe memory.nodes.previous = .allocate(capacity: capacity)
    unsafe memory.nodes.words = .allocate(capacity: capacity)
    unsafe memory.nodes.places = .allocate(capacity: capacity)
    unsafe memory.node_capacity = UInt32(capacity)
  }

  private func deallocateNodes() {
    unsafe memory.nodes.costs.deallocate()
    unsafe memory.nodes.columns.deallocate()
    unsafe memory.nodes.previous.deallocate()
    unsafe memory.nodes.words.deallocate()
    unsafe memory.nodes.places.deallocate()
  }

  /// Zeros, which take no memory before they are used.
  private static func zeros<Element>(_ count: Int) -> UnsafeMutablePointer<Element> {
    guard let zeros = unsafe calloc(count, MemoryLayout<Element>.stride) else {
      preconditionFailure("no memory for \(count) elements")
    }
    return unsafe zeros.assumingMemoryBound(to: Element.self)
  }

  /// The files as the kernels read them.
  private static func files(
    of dictionary: MorphemeDictionary, _ ranges: UnsafeMutablePointer<sakuin_word_range>
  ) -> sakuin_dictionary {
    let known = dictionary.known
    return unsafe sakuin_dictionary(
      trie: start(of: known.trie), words: start(of: known.words),
      unknown_words: start(of: dictionary.unknown.words), costs: start(of: dictionary.costs),
      properties: start(of: dictionary.properties), unknown_ranges: UnsafePointer(ranges),
      trie_count: UInt32(known.trie.count / 8), word_count: UInt32(known.wordCount),
      right_context_count: UInt32(known.rightContextCount),
      left_context_count: UInt32(known.leftContextCount))
  }

  private static func start<Element>(of bytes: MappedBytes) -> UnsafePointer<Element>? {
    guard let pointer = try? unsafe bytes.pointer(at: 0, count: bytes.count) else { return nil }
    return unsafe pointer.assumingMemoryBound(to: Element.self)
  }
}
