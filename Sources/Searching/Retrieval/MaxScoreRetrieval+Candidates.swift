// SPDX-License-Identifier: Apache-2.0

internal import IndexFormat

/// Looking candidates up in the groups that did not lead to them.
extension MaxScoreRetrieval {
  /// Looks the candidates up in the other groups, while they can be among the best, and offers those
  /// that are hits.
  mutating func finishCandidates(
    from start: DocumentID, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    let least = hits.least(from: start)
    for step in split.steps {
      guard candidates.count > 0 else { return }
      try lookUp(step.group, least: (least - step.restAfter).nextDown)
      candidates.keep(above: (least - step.restAfter).nextDown, clauses: step.requiredClauses)
    }
    if clauseCount > 1 { candidates.keep(above: least, clauses: allClauses) }
    hits.offer(candidates)
    candidates.removeAll()
  }

  /// Looks candidates up that come from one list of several of the only essential group: first in that
  /// group, then in the others.
  mutating func finishDocuments(
    ofSeveral group: Int, from start: DocumentID, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    guard candidates.count > 0 else { return }
    if let accepted { candidates.keep(accepted) }
    let least = (hits.least(from: start) - split.rest).nextDown
    try lookUp(group, least: least)
    candidates.keep(above: least, clauses: groups[group].clauses)
    try finishCandidates(from: start, &hits)
  }

  /// Looks candidates up in the other groups that are documents of one block of the only essential
  /// list, and have no score of it yet: where most of them would pass by that score, the first of the
  /// required groups leaves fewer.
  ///
  /// - Parameters:
  ///   - group: the essential group.
  ///   - bound: the greatest score of the block.
  ///   - start: a document that no candidate lies before.
  ///   - hits: the best so far.
  /// - Throws: `IndexFormatError.damaged`.
  mutating func finishDocuments(
    of group: Int, bound: Double, from start: DocumentID, _ hits: inout TopDocuments
  ) throws(IndexFormatError) {
    let least = hits.least(from: start)
    for (number, step) in split.steps.enumerated() {
      guard candidates.count > 0 else { return }
      let open = step.restAfter + (number == 0 ? bound : 0)
      try lookUp(step.group, least: (least - open).nextDown)
      candidates.keep(above: (least - open).nextDown, clauses: step.requiredClauses)
      if number == 0, candidates.count > 0 {
        try lookUp(groups[group], groups[group].lists[0], least: -.infinity)
        candidates.keep(above: (least - step.restAfter).nextDown, clauses: step.requiredClauses)
      }
    }
    candidates.keep(above: least, clauses: allClauses)
    hits.offer(candidates)
    candidates.removeAll()
  }

  /// Adds the scores of a group to the candidates that have it, but for those that stay at or below
  /// `least` with it.
  mutating func lookUp(_ number: Int, least: Double) throws(IndexFormatError) {
    let group = groups[number]
    if let list = group.onlyList { return try lookUp(group, list, least: least) }
    candidates.beginGroup()
    try lookUpSummands(group, group.parts, takesGreatest: false)
    if !group.fallbacks.isEmpty {
      candidates.copyWithoutSums(to: &open)
      try lookUpOpen(group)
      candidates.takeSums(of: open)
    }
    candidates.endGroup(weight: group.weight)
  }

  /// Finds the greatest summands of a group's fallbacks for the open candidates.
  private mutating func lookUpOpen(_ group: ActiveGroups.Group) throws(IndexFormatError) {
    guard open.count > 0 else { return }
    swap(&candidates, &open)
    defer { swap(&candidates, &open) }
    candidates.beginGroup()
    try lookUpSummands(group, group.fallbacks, takesGreatest: true)
  }

  /// Adds the summands of some of a group's variants.
  private mutating func lookUpSummands(
    _ group: ActiveGroups.Group, _ parts: [ActiveGroups.Part], takesGreatest: Bool
  ) throws(IndexFormatError) {
    for part in parts {
      switch current(part) {
      case .absent: break
      case .list(let list): try lookUpSummands(group, list, takesGreatest: takesGreatest)
      case .sought(let number):
        try lookUps[number].addSummands(
          to: &candidates, clauses: group.clauses, takesGreatest: takesGreatest)
        try findAll(number)
      }
    }
  }

  /// Adds the scores of the only list of a group to the candidates that have it, but for those that
  /// stay at or below `least` with it.
  mutating func lookUp(
    _ group: ActiveGroups.Group, _ list: Int, least: Double
  ) throws(IndexFormatError) {
    var from = 0
    while from < candidates.count {
      guard cursors[list].reach(candidates.document(from)) else { return }
      let to = candidates.end(of: cursors[list].last, from: from)
      let bound = BM25.score(
        weight: group.weight, bounds[list].bound(ofBlock: cursors[list].block))
      if candidates.greatestTotal(from: from, to: to) + Double(bound) > least {
        let found = try cursors[list].match(&candidates, from: from, to: to)
        if found > 0 {
          try cursors[list].addScores(
            of: found, to: &candidates, weight: group.weight, clauses: group.clauses)
        }
      }
      from = to
    }
  }

  /// Adds the summands of one of several lists of a group.
  private mutating func lookUpSummands(
    _ group: ActiveGroups.Group, _ list: Int, takesGreatest: Bool
  ) throws(IndexFormatError) {
    var from = 0
    while from < candidates.count {
      guard cursors[list].reach(candidates.document(from)) else { return }
      let to = candidates.end(of: cursors[list].last, from: from)
      let found = try cursors[list].match(&candidates, from: from, to: to)
      if found > 0 {
        try cursors[list].loadFrequencies()
        if takesGreatest {
          candidates.keepGreatest(
            found, cursors[list].buffer, cursors[list].scale, clauses: group.clauses)
        } else {
          candidates.addSummands(
            found, cursors[list].buffer, cursors[list].scale, clauses: group.clauses)
        }
      }
      from = to
    }
  }

  /// What a variant has become.
  private func current(_ part: ActiveGroups.Part) -> ActiveGroups.Part {
    guard case .sought(let number) = part else { return part }
    return switch states[number] {
    case .sought: part
    case .found(let list): .list(list)
    case .absent: .absent
    }
  }

  /// Finds all documents of a sequence when it has been looked for as often as that takes.
  private mutating func findAll(_ number: Int) throws(IndexFormatError) {
    guard lookUps[number].spent > sequences[number].cost else { return }
    guard let list = try sequences[number].list() else {
      states[number] = .absent
      return
    }
    states[number] = .found(cursors.count)
    cursors.append(BlockCursor(list, scale: lookUps[number].scale))
    bounds.append(BlockBounds(list, scale: lookUps[number].scale))
  }
}

/// What became of a sequence while it was looked for.
enum SequenceState {
  /// It is still looked for.
  case sought
  /// All its documents were found: its place among the lists.
  case found(Int)
  /// It stands nowhere.
  case absent
}
