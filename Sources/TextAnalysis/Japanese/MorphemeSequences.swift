// SPDX-License-Identifier: Apache-2.0

/// What the lexicon has of sequences of morphemes: a tree whose edges are spellings, grown as texts ask
/// for more of it.
struct MorphemeSequences {
  /// One sequence of morphemes.
  struct Sequence {
    /// The hash of its text for a `HeadwordFilter`.
    var hash: UInt64
    /// The number of the headword that it is, or nil.
    var headword: Int?
    /// Whether longer headwords begin with it.
    var goesOn: Bool
    /// Whether its last morpheme is an inflected form that may end in a headword.
    var mayInflect: Bool
  }

  /// What the lexicon has said of something.
  struct Answer: Equatable {
    fileprivate var mark: UInt32

    /// Nobody has asked it yet.
    static let unknown = Answer(mark: 0)
    /// It has nothing.
    static let none = Answer(mark: 1)

    /// The number of a sequence or a word, or nil.
    var number: Int? { mark > 1 ? Int(mark &- 2) : nil }
  }

  /// A sequence as it is kept; the headword is its number plus one, or 0.
  private struct Record {
    var hash: UInt64
    var headwordMark: UInt32
    var inflected = Answer.unknown
    var nominal = Answer.unknown
    var goesOn: Bool
    var mayInflect: Bool
  }

  private var records: [Record] = []
  /// By sequence and spelling, the mark of the answer, which is a sequence.
  private var next = PairTable()

  /// How much there is, in units of some 16 to 32 bytes.
  var weight: Int { records.count + next.count }

  /// A sequence by its number.
  subscript(number: Int) -> Sequence {
    let record = records[number]
    return Sequence(
      hash: record.hash,
      headword: record.headwordMark == 0 ? nil : Int(record.headwordMark) - 1,
      goesOn: record.goesOn, mayInflect: record.mayInflect)
  }

  /// The hash of a sequence's text.
  func hash(_ number: Int) -> UInt64 { records[number].hash }

  /// Takes in a sequence, nil for one of which the lexicon has nothing.
  mutating func add(_ sequence: Sequence?) -> Answer {
    guard let sequence else { return .none }
    records.append(
      Record(
        hash: sequence.hash, headwordMark: UInt32((sequence.headword ?? -1) + 1),
        goesOn: sequence.goesOn, mayInflect: sequence.mayInflect))
    return Answer(mark: UInt32(records.count + 1))
  }

  /// Where a sequence leads with one morpheme more.
  func next(_ sequence: Int, _ spelling: UInt32) -> Answer {
    Answer(mark: next.value(UInt32(truncatingIfNeeded: sequence), spelling))
  }

  /// Takes in where a sequence leads with one morpheme more.
  mutating func setNext(_ sequence: Int, _ spelling: UInt32, to answer: Answer) {
    next.set(UInt32(sequence), spelling, to: answer.mark)
  }

  /// The word that a sequence is as an inflected form of a headword. It may be another where what follows
  /// makes it a noun.
  func inflected(_ sequence: Int, isNominal: Bool) -> Answer {
    isNominal ? records[sequence].nominal : records[sequence].inflected
  }

  /// Takes in the inflected form of a headword that a sequence is, nil for none.
  mutating func setInflected(_ sequence: Int, isNominal: Bool, to word: Int?) -> Answer {
    let answer = word.map { Answer(mark: UInt32($0) + 2) } ?? .none
    if isNominal {
      records[sequence].nominal = answer
    } else {
      records[sequence].inflected = answer
    }
    return answer
  }
}
