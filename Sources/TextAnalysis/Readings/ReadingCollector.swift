// SPDX-License-Identifier: Apache-2.0

/// The distinct words of a collection and the distinct readings that analysis saw for each.
///
/// Memory is bounded by the distinct pairs, however often they occur.
package struct ReadingCollector: Sendable {
  /// The words.
  private var words = ByteStringTable()
  /// For each word the last reading that was added, or -1.
  private var lastReading: [Int] = []
  /// Word number (four bytes) and reading, so that equal readings of two words are two members.
  private var pairs = ByteStringTable()
  /// For each pair the reading of the same word that was added before it, or -1.
  private var previousReading: [Int] = []

  private static let wordNumberSize = 4

  /// Creates an empty collector.
  package init() {}

  /// The number of distinct words.
  package var wordCount: Int { words.count }

  /// Memory held, in bytes.
  package var byteCount: Int {
    words.byteCount + pairs.byteCount + (lastReading.capacity + previousReading.capacity) * 8
  }

  /// Forgets everything and keeps the storage.
  package mutating func removeAll() {
    words.removeAll()
    lastReading.removeAll(keepingCapacity: true)
    pairs.removeAll()
    previousReading.removeAll(keepingCapacity: true)
  }

  /// Adds a word that may have no reading.
  @discardableResult
  package mutating func insert(_ word: Span<UInt8>) -> Int {
    let (index, isNew) = words.insert(word, space: 0)
    if isNew { lastReading.append(-1) }
    return index
  }

  /// Notes that a word stands outside of any longer headword, as an empty reading.
  package mutating func noteStandsAlone(_ word: Span<UInt8>) {
    let nothing: [UInt8] = []
    insert(nothing.span, ofWord: insert(word))
  }

  /// Adds a reading of a word, and the word.
  package mutating func insert(_ reading: Span<UInt8>, of word: Span<UInt8>) {
    insert(reading, ofWord: insert(word))
  }

  /// Adds all words and readings of another collector, in the order they came to it.
  package mutating func insert(contentsOf other: ReadingCollector) {
    let bytes = other.words.bytes.span
    let numbers = (0..<other.words.count).map {
      insert(bytes.extracting(other.words.range(of: $0)))
    }
    let pairBytes = other.pairs.bytes.span
    for pair in 0..<other.pairs.count {
      let range = other.pairs.range(of: pair)
      var number = 0
      for index in 0..<Self.wordNumberSize {
        number |= Int(pairBytes[range.lowerBound + index]) << (8 * index)
      }
      let reading = range.lowerBound + Self.wordNumberSize..<range.upperBound
      insert(pairBytes.extracting(reading), ofWord: numbers[number])
    }
  }

  /// Gives each word once, with its readings in the order they came, in the order the words came. An
  /// empty reading says that the word stands outside of any longer headword.
  package func forEach<Failure>(
    _ body: (_ word: [UInt8], _ readings: [[UInt8]]) throws(Failure) -> Void
  ) throws(Failure) {
    for word in 0..<words.count {
      var readings: [[UInt8]] = []
      var pair = lastReading[word]
      while pair >= 0 {
        readings.append(Array(pairs.bytes[pairs.range(of: pair)].dropFirst(Self.wordNumberSize)))
        pair = previousReading[pair]
      }
      try body(Array(words.bytes[words.range(of: word)]), readings.reversed())
    }
  }

  private mutating func insert(_ reading: Span<UInt8>, ofWord word: Int) {
    var key: [UInt8] = []
    key.reserveCapacity(Self.wordNumberSize + reading.count)
    for index in 0..<Self.wordNumberSize {
      key.append(UInt8(truncatingIfNeeded: word >> (8 * index)))
    }
    for index in reading.indices { key.append(reading[index]) }
    let (pair, isNew) = pairs.insert(key.span, space: 0)
    guard isNew else { return }
    previousReading.append(lastReading[word])
    lastReading[word] = pair
  }
}
