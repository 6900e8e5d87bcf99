// SPDX-License-Identifier: Apache-2.0

@testable import Indexing

/// Recursive graph bisection the obvious way: a set of terms for each document, counts afresh in every
/// round, all documents sorted; no renumbering, no selection, no threads.
struct PlainBisection {
  var settings: GraphBisection
  let terms: [Set<Int>]

  func order(_ documents: [Int]) -> [Int] {
    guard documents.count > max(1, settings.smallestRange) else { return documents }
    let middle = documents.count / 2
    var left = Set(documents[..<middle])
    for _ in 0..<settings.iterationLimit {
      let ranked = documents.map { (pull: pull(on: $0, left, documents), document: $0) }
        .sorted { ($0.pull, $0.document) < ($1.pull, $1.document) }
      let new = Set(ranked[..<middle].map(\.document))
      let changed = 2 * new.subtracting(left).count
      left = new
      if changed * settings.quietShare <= documents.count { break }
    }
    return order(documents.filter { left.contains($0) })
      + order(documents.filter { !left.contains($0) })
  }

  /// The bits saved when a document stands on the right and not on the left.
  private func pull(on document: Int, _ left: Set<Int>, _ documents: [Int]) -> Int {
    terms[document].reduce(0) { sum, term in
      let others = documents.filter { $0 != document && terms[$0].contains(term) }
      let leftCount = others.count { left.contains($0) }
      return sum + Int(MoveGains.gain(others.count - leftCount) - MoveGains.gain(leftCount))
    }
  }
}

extension ForwardIndex {
  /// The index of some documents' sets of terms.
  init(_ sets: [Set<Int>], termCount: Int) {
    self.init(documents: [], starts: [0], terms: [], termCount: termCount)
    for (document, set) in sets.enumerated() {
      documents.append(UInt32(document))
      terms += set.sorted().map { UInt32($0) }
      starts.append(terms.count)
    }
  }
}
