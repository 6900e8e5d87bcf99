// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// What became of a sequence while it was looked for.
enum SequenceState {
  /// It is still looked for.
  case sought
  /// All its documents were found: its place among the lists.
  case found(Int)
  /// It stands nowhere.
  case absent
}

/// Knowing fallbacks better, where they turn out to matter.
extension MaxScoreRetrieval {
  /// Longer lists of fallbacks are not narrowed down.
  private static let narrowedLimit = 40_000

  /// What a variant has become.
  func current(_ part: ActiveGroups.Part) -> ActiveGroups.Part {
    guard case .sought(let number) = part else { return part }
    return switch states[number] {
    case .sought: part
    case .found(let list): .list(list)
    case .absent: .absent
    }
  }

  /// Finds all documents of a sequence when it has been looked for as often as that takes.
  ///
  /// - Throws: `IndexFormatError`.
  mutating func findAll(_ number: Int) throws(IndexFormatError) {
    guard lookUps[number].spent > sequences[number].cost else { return }
    if let list = try sequences[number].list() {
      states[number] = .found(append(list, scale: lookUps[number].scale))
    } else {
      states[number] = .absent
    }
    refined.append(number)
  }

  private mutating func append(_ list: PostingList, scale: VariantScale) -> Int {
    cursors.append(BlockCursor(list, scale: scale))
    bounds.append(BlockBounds(list, scale: scale))
    return cursors.count - 1
  }

  /// Bounds sequences whose documents have all been found by these: most often there are none in a range
  /// where all of its terms are.
  ///
  /// - Throws: `IndexFormatError`.
  mutating func refine(_ ranges: inout RangeBounds) throws(IndexFormatError) {
    for number in refined {
      for group in groups.indices where groups[group].firstKept != nil {
        for place in groups[group].fallbacks.indices {
          guard case .sought(let other) = groups[group].fallbacks[place], other == number else {
            continue
          }
          let part = current(groups[group].fallbacks[place])
          groups[group].fallbacks[place] = part
          if ownDocuments[group] != nil {
            try narrow(place, of: group, &ranges)
          } else {
            refine(place, of: group, &ranges)
          }
        }
      }
    }
    refined.removeAll(keepingCapacity: true)
  }

  private mutating func refine(_ place: Int, of group: Int, _ ranges: inout RangeBounds) {
    guard let kept = groups[group].firstKept else { return }
    let first = kept + groups[group].parts.count
    var list: BlockCursor?
    if case .list(let number) = groups[group].fallbacks[place] { list = cursors[number] }
    ranges.refine(
      first + place, list.map { ($0.list, $0.scale) }, ofGroup: group,
      fallbacks: first..<first + groups[group].fallbacks.count, weight: groups[group].weight)
  }

  /// Takes out of the lists of fallbacks that matter in the ranges that are searched the documents where
  /// they count nothing, which are the best of them: those that have another variant of the group.
  ///
  /// - Returns: whether there were any, so that groups are to be split anew.
  /// - Throws: `IndexFormatError`.
  mutating func narrowFallbacks(_ ranges: inout RangeBounds) throws(IndexFormatError) -> Bool {
    var isNarrowed = false
    for group in split.steps.filter(\.isFallback).map(\.group)
    where ownDocuments[group] == nil && groups[group].firstKept != nil {
      var own = DocumentBitset(documentCount: documentCount)
      for list in groups[group].lists { try own.insert(cursors[list].list) }
      ownDocuments[group] = own
      for place in groups[group].fallbacks.indices { try narrow(place, of: group, &ranges) }
      isNarrowed = true
    }
    return isNarrowed
  }

  private mutating func narrow(
    _ place: Int, of group: Int, _ ranges: inout RangeBounds
  ) throws(IndexFormatError) {
    // A sequence that is still looked for keeps its bounds.
    if case .sought = groups[group].fallbacks[place] { return }
    if let own = ownDocuments[group], case .list(let number) = groups[group].fallbacks[place],
      cursors[number].list.documentFrequency <= Self.narrowedLimit
    {
      let scale = cursors[number].scale
      let rest = try cursors[number].list.postings(notIn: own)
      groups[group].fallbacks[place] =
        rest.documents.isEmpty
        ? .absent
        : .list(
          append(
            .materialized(
              MaterializedPostings(
                documents: rest.documents, frequencies: rest.frequencies, lengths: scale.lengths)),
            scale: scale))
    }
    refine(place, of: group, &ranges)
  }

  /// Finds out which fallbacks lead to candidates in some ranges: those without which nothing else that
  /// leads to none can make a hit.
  mutating func leadFallbacks(
    _ numbers: Range<Int>, _ ranges: borrowing RangeBounds, least: Double
  ) {
    leading.removeAll(keepingCapacity: true)
    var left = least - split.givenUp
    for number in split.essentialFallbacks {
      let group = groups[number]
      guard let first = group.firstKept else { continue }
      var greatest: Double = 0
      for (place, part) in group.fallbacks.enumerated() {
        let bound = Double(
          BM25.score(
            weight: group.weight,
            ranges.bound(ofVariant: first + group.parts.count + place, in: numbers)))
        if bound <= left {
          greatest = max(greatest, bound)
        } else {
          leading.append((number, part))
        }
      }
      left -= greatest
    }
  }

  /// Adds the documents of a fallback to the window that have nothing else of its group; its score is
  /// looked up.
  mutating func addDocuments(
    of part: ActiveGroups.Part, _ group: Int, from start: DocumentID, to end: DocumentID
  ) throws(IndexFormatError) {
    guard let slot = groups[group].slot else { return }
    switch current(part) {
    case .sought(let number):
      let documents = try lookUps[number].documents(from: start, to: end).documents
      var from = 0
      while from < documents.count {
        let to = min(from + PostingsBlock.capacity, documents.count)
        buffer.copyDocuments(documents[from..<to])
        window.addDocuments(buffer, from: 0, to: to - from, start: start, butMembers: slot)
        from = to
      }
      try findAll(number)
    case .absent: return
    case .list(let list):
      guard cursors[list].reach(start) else { return }
      while cursors[list].first < end {
        try cursors[list].loadDocuments()
        let (from, to) = cursors[list].places(from: start, to: end)
        window.addDocuments(
          cursors[list].buffer, from: from, to: to, start: start, butMembers: slot)
        guard cursors[list].last < end - 1 else { break }
        cursors[list].move(toBlock: cursors[list].block + 1)
        if cursors[list].isAtEnd { break }
      }
    }
  }
}

extension PostingList {
  /// The postings of documents that are not in a set.
  ///
  /// - Throws: `IndexFormatError.damaged`.
  fileprivate func postings(
    notIn set: DocumentBitset
  ) throws(IndexFormatError) -> DocumentFrequencies {
    var result = DocumentFrequencies()
    var block = PostingsBlock()
    for number in 0..<blockCount {
      try decode(block: number, into: &block)
      let documents = block.documents.span
      let frequencies = block.frequencies.span
      for place in 0..<block.count where !set.contains(documents[place]) {
        result.documents.append(documents[place])
        result.frequencies.append(frequencies[place])
      }
    }
    return result
  }
}
