// SPDX-License-Identifier: Apache-2.0
// The one file of TextAnalysis that hands memory to CKernels: it owns the memory of a lattice.

internal import CKernels
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
/// A long text is cut window by window, each up to the last word that every path still goes through,
/// so that memory stays bounded; what is found is the same, unless there is no such word in thousands
/// of characters.
@safe final class MorphemeLattice {
  /// The characters a window has at most.
  static let usualWindow = 4096
  /// The part of a window, at its end, that words may reach into but do not begin in: of a usual one
  /// 512 characters, more than any word has.
  private static let overlapShare = 8
  private static let trieStepBits = 15
  private static let codeUnitCount = 1 << 16
  /// Characters that begin words and are frequent enough for a set of those that may follow.
  private static let followerSetCount = 1 << 12

  private let dictionary: MorphemeDictionary
  private let window: Int
  private let unknownRanges: UnsafeMutablePointer<sakuin_word_range>
  private var files: sakuin_dictionary
  private var memory: sakuin_lattice

  /// Creates a lattice; `window` is for tests.
  init(dictionary: MorphemeDictionary, window: Int = MorphemeLattice.usualWindow) {
    precondition(window >= Self.overlapShare && window < 65_535)
    self.dictionary = dictionary
    self.window = window
    // Safe: all memory is allocated here with the sizes that Lattice.h asks for, plain integers
    // without pointers, and freed in deinit; the windows on the files live as long as `dictionary`.
    unsafe unknownRanges = .allocate(capacity: 256)
    unsafe unknownRanges.initialize(repeating: sakuin_word_range(first: 0, count: 0), count: 256)
    for (category, range) in dictionary.unknownRanges.enumerated() {
      unsafe unknownRanges[category] = sakuin_word_range(
        first: UInt32(range.lowerBound), count: UInt32(range.count))
    }
    unsafe files = Self.files(of: dictionary, unknownRanges)
    let steps = 1 << Self.trieStepBits
    let boundaries = window + 2
    unsafe memory = sakuin_lattice()
    unsafe memory.characters = .allocate(capacity: boundaries)
    unsafe memory.match_starts = .allocate(capacity: boundaries)
    unsafe memory.node_starts = .allocate(capacity: boundaries)
    unsafe memory.node_limits = .allocate(capacity: boundaries)
    unsafe memory.trie_steps = .allocate(capacity: steps)
    unsafe memory.trie_steps.initialize(
      repeating: sakuin_trie_step(key: .max, base: 0, words: 0), count: steps)
    unsafe memory.trie_step_bits = UInt32(Self.trieStepBits)
    unsafe memory.first_characters = .allocate(capacity: Self.codeUnitCount)
    unsafe memory.first_characters.initialize(
      repeating: sakuin_first_character(), count: Self.codeUnitCount)
    unsafe memory.follower_sets = .allocate(capacity: Self.followerSetCount)
    // The first set stands for those that are not made.
    unsafe UnsafeMutableRawPointer(memory.follower_sets).initializeMemory(
      as: UInt8.self, repeating: 0xFF, count: MemoryLayout<sakuin_follower_set>.stride)
    unsafe memory.follower_set_count = 1
    unsafe memory.follower_set_capacity = UInt32(Self.followerSetCount)
    allocateMatches(1 << 10)
    allocateNodes(1 << 12)
  }

  deinit {
    unsafe unknownRanges.deallocate()
    unsafe memory.characters.deallocate()
    unsafe memory.match_starts.deallocate()
    unsafe memory.node_starts.deallocate()
    unsafe memory.node_limits.deallocate()
    unsafe memory.trie_steps.deallocate()
    unsafe memory.first_characters.deallocate()
    unsafe memory.follower_sets.deallocate()
    unsafe memory.matches.deallocate()
    unsafe memory.ends.deallocate()
    unsafe memory.nodes.deallocate()
  }

  /// Appends the words of `text[range]`, which is valid UTF-8, in order.
  ///
  /// - Complexity: O(n) in characters, times the words at each.
  func cut(_ text: [UInt8], _ range: Range<Int>, into words: inout [LatticeWord]) {
    precondition(range.lowerBound >= 0 && range.upperBound <= text.count)
    // Safe: the kernels read the bytes of the range during the closure only.
    unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var start = range.lowerBound
      var context: UInt32 = 0
      while start < range.upperBound {
        unsafe memory.text = base + start
        let length = min(range.upperBound - start, Int(Int32.max))
        let count = unsafe sakuin_lattice_read(
          &files, &memory, UInt32(length), UInt32(window))
        let end = unsafe start + Int(memory.characters[Int(count)].offset)
        let isLast = end == range.upperBound
        let limit = isLast ? count : count - count / UInt32(Self.overlapShare)
        connect(count, to: limit, after: context)
        let last = isLast ? lastNode(before: count) : settledNode(count, to: limit)
        append(last, start: start, to: &words)
        guard !isLast else { break }
        let next = unsafe memory.nodes[Int(last)]
        let taken = last == 0 ? limit : UInt32(next.end)
        unsafe start += Int(memory.characters[Int(taken)].offset)
        if last != 0 { context = unsafe memory.ends[Int(last)].right_context }
      }
    }
  }

  private func connect(_ count: UInt32, to limit: UInt32, after context: UInt32) {
    var needed = unsafe sakuin_lattice_match_words(&files, &memory, count, limit)
    while needed == 0 {
      let capacity = unsafe Int(memory.match_capacity)
      unsafe memory.matches.deallocate()
      allocateMatches(2 * capacity)
      needed = unsafe sakuin_lattice_match_words(&files, &memory, count, limit)
    }
    if unsafe needed > memory.node_capacity {
      unsafe memory.ends.deallocate()
      unsafe memory.nodes.deallocate()
      allocateNodes(2 * Int(needed))
    }
    unsafe sakuin_lattice_connect(&files, &memory, count, limit, context)
  }

  private func lastNode(before boundary: UInt32) -> UInt32 {
    unsafe sakuin_lattice_last(&files, &memory, boundary)
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
      let previous = unsafe Int(memory.nodes[node].previous)
      if isOnPath[previous] { pathCount -= 1 } else { isOnPath[previous] = true }
    }
    return lastNode(before: limit)
  }

  /// Appends the words of the path that ends in a node.
  private func append(_ last: UInt32, start: Int, to words: inout [LatticeWord]) {
    let first = words.count
    var node = last
    while node != 0 {
      let word = unsafe memory.nodes[Int(node)]
      let begin = unsafe Int(memory.characters[Int(word.begin)].offset)
      let end = unsafe Int(memory.characters[Int(word.end)].offset)
      words.append(LatticeWord(range: start + begin..<start + end, word: Int(word.word)))
      node = word.previous
    }
    words[first...].reverse()
  }

  private func allocateMatches(_ capacity: Int) {
    unsafe memory.matches = .allocate(capacity: capacity)
    unsafe memory.match_capacity = UInt32(capacity)
  }

  private func allocateNodes(_ capacity: Int) {
    unsafe memory.ends = .allocate(capacity: capacity)
    unsafe memory.nodes = .allocate(capacity: capacity)
    unsafe memory.node_capacity = UInt32(capacity)
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
