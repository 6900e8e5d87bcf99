// SPDX-License-Identifier: Apache-2.0

import CKernels
import TestSupport
import Testing

@testable import Searching

/// Numbers for the kernels of Scoring.c, edge cases among them.
private struct KernelInput {
  var random: SeededGenerator

  static let counts = [0, 1, 2, 3, 4, 5, 7, 8, 12, 63, 64, 65, 127, 128]
  /// Written behind the end of results, where it must stay.
  static let sentinel: UInt32 = 0xDEAD_BEEF
  /// The greatest document of a segment.
  static let lastDocument: UInt32 = 2_147_483_646

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

  /// So many ascending documents of `width` from `start` on.
  mutating func documents(_ count: Int, from start: UInt32, width: Int) -> [UInt32] {
    if 2 * count > width {
      return (0..<width).shuffled(using: &random).prefix(count).sorted().map { start + UInt32($0) }
    }
    var found: Set<UInt32> = []
    while found.count < count { found.insert(start + UInt32(number(0..<width))) }
    return found.sorted()
  }

  /// Few different values, so that some are equal to a limit.
  mutating func scores(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      let score = Float(number(0..<20)) / 8
      return number(0..<4) == 0 ? score.nextUp : score
    }
  }

  mutating func least() -> Double {
    [-1, 0, 0.5, Double(Float(0.5).nextDown), 1.25, 2, 99][number(0..<7)]
  }

  mutating func words(_ count: Int) -> [UInt64] {
    (0..<count).map { _ in
      switch number(0..<4) {
      case 0: 0
      case 1: .max
      case 2: 1 << UInt64(number(0..<64))
      default: random.next()
      }
    }
  }
}

private func bits(_ values: some Sequence<Float>) -> [UInt32] { values.map(\.bitPattern) }
private func bits(_ values: some Sequence<Double>) -> [UInt64] { values.map(\.bitPattern) }

@Suite("Score kernels equal their plain twins")
struct ScoreKernelsTests {
  @Test func summandsAndSaturation() {
    var input = KernelInput(seed: 1)
    let norms: [Float] = [0, 1e-30, 0.0625, 0.75, 1 / 1.2, 3.5, 1e30, .infinity]
    let frequencies: [UInt32] = [1, 2, 3, 255, 16_777_217, 2_147_483_647]
    for weight: Float in [0, 1e-20, 0.3, 1, 7.77, 12_000] {
      for count in KernelInput.counts {
        let chosenNorms = (0..<count).map { _ in
          input.number(0..<2) == 0
            ? norms[input.number(0..<norms.count - (weight == 0 ? 1 : 0))]
            : Float.random(in: 0...2, using: &input.random)
        }
        let chosen = (0..<count).map { _ in
          input.number(0..<2) == 0
            ? frequencies[input.number(0..<frequencies.count)] : UInt32(input.number(1..<20))
        }
        var result = [Float](repeating: -7, count: count + 4)
        unsafe sakuin_summands(chosen, chosenNorms, UInt32(count), weight, &result)
        let sums = PlainScoreKernels.summands(chosen, chosenNorms, weight: weight)
        #expect(bits(result) == bits(sums + [-7, -7, -7, -7]))
        unsafe sakuin_saturate(sums, UInt32(count), weight, &result)
        let scores = PlainScoreKernels.saturate(sums, weight: weight)
        #expect(bits(result) == bits(scores + [-7, -7, -7, -7]))
        #expect(bits(scores) == bits(sums.map { BM25.score(weight: weight, $0) }))
      }
    }
  }

  @Test func placesAbove() {
    var input = KernelInput(seed: 2)
    for count in KernelInput.counts + [500] {
      for _ in 0..<8 {
        let scores = input.scores(count)
        let least = input.least()
        var places = [UInt32](repeating: KernelInput.sentinel, count: count + 2)
        let found = unsafe sakuin_find_above(scores, UInt32(count), least, &places)
        #expect(
          Array(places.prefix(Int(found))) == PlainScoreKernels.places(above: least, in: scores))
        #expect(places[count + 1] == KernelInput.sentinel)
      }
    }
  }

  @Test func lowerBound() {
    var input = KernelInput(seed: 3)
    for count in KernelInput.counts + [129, 130, 300, 1000] {
      for width in [count + 1, 3000, 100_000_000] {
        let start = input.number(0..<2) == 0 ? 0 : KernelInput.lastDocument - UInt32(width) + 1
        let documents = input.documents(count, from: start, width: width)
        for _ in 0..<12 {
          let from = input.number(0..<count + 1)
          let limits =
            [0, start, KernelInput.lastDocument, KernelInput.lastDocument + 1, 1 << 31, .max]
            + (documents.randomElement(using: &input.random).map { [$0, $0 + 1] } ?? [])
          for limit in limits {
            let found = unsafe sakuin_lower_bound(
              documents, UInt32(from), UInt32(count), limit)
            #expect(
              Int(found) == PlainScoreKernels.lowerBound(documents, from: from, limit: limit))
          }
        }
      }
    }
  }

  @Test(arguments: [0, 4096, UInt32(2_147_483_646 - 4095)])
  func windowOfScores(start: UInt32) {
    var input = KernelInput(seed: 4)
    var totals = [Double](repeating: 0, count: 4096)
    var words = [UInt64](repeating: 0, count: 64)
    for listCount in [0, 1, 2, 12, 40] {
      for spread in [130, 700, 4096] {
        var plain = PlainScoreKernels.Window<Double>(width: 4096, start: start)
        for _ in 0..<listCount {
          let documents = input.documents(128, from: start, width: spread)
          let scores = input.scores(128)
          let from = input.number(0..<129)
          let to = input.number(from..<129)
          unsafe sakuin_add_scores(
            documents, scores, UInt32(from), UInt32(to), start, &totals, &words)
          plain.add(documents[from..<to], scores[from..<to])
        }
        #expect(bits(totals) == bits(plain.numbers))
        #expect(words == plain.bits)
        let least = input.least()
        var documents = [UInt32](repeating: KernelInput.sentinel, count: 4098)
        var result = [Double](repeating: -7, count: 4098)
        let found = Int(
          unsafe sakuin_take_candidates(
            &words, 64, &totals, start, least, &documents, &result))
        let expected = plain.take { $0 > least }
        #expect(Array(documents.prefix(found)) == expected.documents)
        #expect(bits(result.prefix(found)) == bits(expected.numbers))
        #expect(documents[4097] == KernelInput.sentinel && result[4097] == -7)
        #expect(bits(totals) == bits(plain.numbers) && words == plain.bits, "not cleared")
      }
    }
  }

  @Test func fullWindow() {
    // All documents pass: a result for each and not one more.
    var totals = (0..<4096).map { Double($0) + 1 }
    var words = [UInt64](repeating: .max, count: 64)
    var documents = [UInt32](repeating: KernelInput.sentinel, count: 4098)
    var result = [Double](repeating: -7, count: 4098)
    let found = unsafe sakuin_take_candidates(&words, 64, &totals, 5, -1, &documents, &result)
    #expect(found == 4096 && documents[4095] == 4100 && result[4095] == 4096)
    #expect(documents[4097] == KernelInput.sentinel)
  }

  @Test func windowOfSums() {
    var input = KernelInput(seed: 5)
    var sums = [Float](repeating: 0, count: 4096)
    var words = [UInt64](repeating: 0, count: 64)
    for listCount in [0, 1, 3, 30] {
      var plain = PlainScoreKernels.Window<Float>(width: 4096, start: 77)
      for _ in 0..<listCount {
        let documents = input.documents(128, from: 77, width: listCount == 3 ? 300 : 4096)
        let summands = (0..<128).map { _ in Float.random(in: 0...2, using: &input.random) }
        let from = input.number(0..<129)
        let to = input.number(from..<129)
        unsafe sakuin_add_sums(documents, summands, UInt32(from), UInt32(to), 77, &sums, &words)
        plain.add(documents[from..<to], summands[from..<to])
      }
      #expect(bits(sums) == bits(plain.numbers) && words == plain.bits)
      let members = words
      for _ in 0..<listCount / 2 {
        let documents = input.documents(128, from: 77, width: 4096)
        let summands = (0..<128).map { _ in Float.random(in: 0...2, using: &input.random) }
        let from = input.number(0..<129)
        let to = input.number(from..<129)
        unsafe sakuin_keep_greatest(
          documents, summands, UInt32(from), UInt32(to), 77, members, &sums, &words)
        plain.keepGreatest(documents[from..<to], summands[from..<to], butMembers: members)
      }
      #expect(bits(sums) == bits(plain.numbers) && words == plain.bits)
      var documents = [UInt32](repeating: KernelInput.sentinel, count: 4097)
      var result = [Float](repeating: -7, count: 4097)
      let found = Int(unsafe sakuin_take_sums(&words, 64, &sums, 77, &documents, &result))
      let expected = plain.take { _ in true }
      #expect(Array(documents.prefix(found)) == expected.documents)
      #expect(bits(result.prefix(found)) == bits(expected.numbers))
      #expect(documents[found] == KernelInput.sentinel && result[found] == -7)
      #expect(bits(sums) == bits(plain.numbers) && words == plain.bits, "not cleared")
    }
  }

  @Test func appendedCandidates() {
    var input = KernelInput(seed: 6)
    for _ in 0..<200 {
      let documents = input.documents(128, from: 9, width: 500)
      let scores = input.scores(128)
      let from = input.number(0..<129)
      let to = input.number(from..<129)
      let least = input.least()
      var result = [UInt32](repeating: KernelInput.sentinel, count: to - from + 2)
      var totals = [Double](repeating: -7, count: to - from + 2)
      let found = Int(
        unsafe sakuin_append_candidates(
          documents, scores, UInt32(from), UInt32(to), least, &result, &totals))
      let expected = (from..<to).filter { Double(scores[$0]) > least }
      #expect(Array(result.prefix(found)) == expected.map { documents[$0] })
      #expect(bits(totals.prefix(found)) == bits(expected.map { Double(scores[$0]) }))
      #expect(result[to - from + 1] == KernelInput.sentinel && totals[to - from + 1] == -7)
    }
  }

  @Test func keptCandidates() {
    var input = KernelInput(seed: 7)
    for count in KernelInput.counts + [1000] {
      for required: UInt64 in [0, 1, 0b101, 1 << 63, .max] {
        let documents = input.documents(count, from: 0, width: 4096)
        let candidates = documents.map {
          PlainScoreKernels.Candidate(
            document: $0, total: Double(input.number(0..<9)) / 4,
            clauses: input.number(0..<3) == 0 ? .max : input.words(1)[0])
        }
        let least = input.least()
        let words = input.words(64)
        func kept(
          _ body: (inout [UInt32], inout [Double], inout [UInt64]) -> UInt32
        ) -> [PlainScoreKernels.Candidate] {
          var documents = candidates.map(\.document)
          var totals = candidates.map(\.total)
          var clauses = candidates.map(\.clauses)
          let count = Int(body(&documents, &totals, &clauses))
          return (0..<count).map {
            .init(document: documents[$0], total: totals[$0], clauses: clauses[$0])
          }
        }
        let above = kept {
          unsafe sakuin_keep_above(&$0, &$1, &$2, UInt32(count), least, required)
        }
        #expect(
          above == PlainScoreKernels.keep(candidates, above: least, required: required))
        let members = kept { unsafe sakuin_keep_members(&$0, &$1, &$2, UInt32(count), words) }
        #expect(
          members == candidates.filter { PlainScoreKernels.contains(words, $0.document) })
      }
    }
  }

  /// By table, by looking each up, and by merging.
  @Test func matches() {
    var input = KernelInput(seed: 8)
    for count in KernelInput.counts.dropFirst() {
      for width in [count, 2 * count, 4095, 4096, 4097, 10_000_000] where width >= count {
        for candidateCount in [0, 1, 2, 6, 7, 15, 16, 17, 100, 300] {
          let start =
            input.number(0..<2) == 0 ? 1000 : KernelInput.lastDocument - UInt32(width) + 1
          let documents = input.documents(count, from: start, width: width)
          var wanted = Set(
            input.documents(min(candidateCount, width), from: start, width: width))
          for document in documents where input.number(0..<3) == 0 { wanted.insert(document) }
          for document in [0, start - 1, KernelInput.lastDocument] where input.number(0..<3) == 0 {
            wanted.insert(document)
          }
          let candidates = Array(wanted.sorted().prefix(candidateCount))
          let from = input.number(0..<2) == 0 ? 0 : input.number(0..<candidates.count + 1)
          let to = candidates.count
          var table = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &input.random) }
          var which = [UInt32](repeating: KernelInput.sentinel, count: to - from + 2)
          var places = which
          let found = Int(
            unsafe sakuin_match(
              candidates, UInt32(from), UInt32(to), documents, UInt32(count), &table, &which,
              &places))
          let expected = PlainScoreKernels.match(candidates, from: from, to: to, documents)
          #expect(Array(which.prefix(found)) == expected.which)
          #expect(Array(places.prefix(found)) == expected.places)
          #expect(which[to - from + 1] == KernelInput.sentinel)
          #expect(places[to - from + 1] == KernelInput.sentinel)
        }
      }
    }
  }

  @Test func membersAndGathering() {
    var input = KernelInput(seed: 9)
    for _ in 0..<100 {
      let documents = input.documents(128, from: 0, width: 640)
      let words = input.words(10)
      let from = input.number(0..<129)
      let to = input.number(from..<129)
      var places = [UInt32](repeating: KernelInput.sentinel, count: to - from + 2)
      let found = Int(
        unsafe sakuin_find_members(documents, UInt32(from), UInt32(to), words, &places))
      let expected = (from..<to).filter { PlainScoreKernels.contains(words, documents[$0]) }
      #expect(places.prefix(found).map { Int($0) } == expected)
      #expect(places[to - from + 1] == KernelInput.sentinel)
      var gathered = [UInt32](repeating: KernelInput.sentinel, count: found + 1)
      unsafe sakuin_gather_integers(documents, places, UInt32(found), &gathered)
      #expect(gathered == expected.map { documents[$0] } + [KernelInput.sentinel])
    }
  }

  @Test func scoredMatches() {
    var input = KernelInput(seed: 10)
    for count in KernelInput.counts {
      let candidates = input.documents(200, from: 0, width: 900)
      let codes = (0..<900).map { _ in UInt8(input.number(0..<256)) }
      let table = input.scores(256)
      let frequencies = (0..<128).map { _ in UInt32(input.number(1..<1000)) }
      let which = input.documents(count, from: 0, width: 200)
      let places = (0..<count).map { _ in UInt32(input.number(0..<128)) }
      for hasCodes in [true, false] {
        var totals = (0..<200).map { Double($0) / 8 }
        var sums = input.scores(200)
        var clauses = input.words(200)
        var expectedTotals = totals
        var expectedSums = sums
        var expectedClauses = clauses
        for (number, place) in zip(which, places) {
          let code = hasCodes ? codes[Int(candidates[Int(number)])] : 0
          let sum = PlainScoreKernels.summands(
            [frequencies[Int(place)]], [table[Int(code)]], weight: 0.3)
          expectedSums[Int(number)] += sum[0]
          expectedTotals[Int(number)] += Double(PlainScoreKernels.saturate(sum, weight: 7.5)[0])
          expectedClauses[Int(number)] |= 0b1001
        }
        unsafe codes.withUnsafeBufferPointer { codes in
          let start = hasCodes ? codes.baseAddress : nil
          var scored = clauses
          unsafe sakuin_score_matches(
            candidates, frequencies, which, places, UInt32(count), start, table, 0.3, 7.5, 0b1001,
            &totals, &scored)
          unsafe sakuin_sum_matches(
            candidates, frequencies, which, places, UInt32(count), start, table, 0.3, 0b1001, &sums,
            &clauses)
          #expect(scored == clauses)
        }
        #expect(bits(totals) == bits(expectedTotals) && clauses == expectedClauses)
        #expect(bits(sums) == bits(expectedSums))
      }
    }
  }
}
