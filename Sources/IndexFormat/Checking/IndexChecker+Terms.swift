// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// Terms against postings, positions and field lengths.
extension IndexChecker {
  /// Checks the dictionary and walks every posting and position of every term.
  static func checkTerms(_ segment: SegmentReader, _ findings: inout FindingCollector) {
    let section = segment.dictionary.section
    if let contradiction = segment.dictionary.table.firstContradiction() {
      findings.add(section, at: contradiction.offset, contradiction.reason)
    }
    checkEntryBlocks(segment, &findings)
    var cursor = segment.terms()
    // Where the next term's postings and positions must start.
    var postingsEnd = 0
    var positionsEnd = 0
    var count = 0
    do throws(IndexFormatError) {
      while let (key, entry) = try cursor.next(), !findings.isFull {
        count += 1
        if Int(key.field) >= segment.schema.fields.count {
          findings.add(section, at: 0, "term \(key) of field \(key.field)")
          continue
        }
        findings.expect(
          isOfItsField(key, segment.schema), section, at: 0, "no term of its field: \(key)")
        if entry.postingsByteCount > 0 {
          findings.expect(
            entry.postingsStart == postingsEnd, section, at: 0,
            "the postings of term \(key) start at \(entry.postingsStart), not at \(postingsEnd)")
          postingsEnd = entry.postingsStart + entry.postingsByteCount
        }
        if entry.positionsByteCount > 0 {
          findings.expect(
            entry.positionsStart == positionsEnd, section, at: 0,
            "the positions of term \(key) start at \(entry.positionsStart), not at \(positionsEnd)")
          positionsEnd = entry.positionsStart + entry.positionsByteCount
        }
        do throws(IndexFormatError) {
          try checkPostings(key, entry, segment, &findings)
        } catch { findings.add(error) }
      }
      guard !findings.isFull else { return }
      findings.expect(
        count == segment.termCount, section, at: 0, "\(count) terms of \(segment.termCount)")
      let postings = try segment.file.required(.postings)
      findings.expect(
        postingsEnd == postings.bytes.count, postings, at: min(postingsEnd, postings.bytes.count),
        "the terms end at \(postingsEnd) of \(postings.bytes.count) bytes")
      let positions = try segment.file.required(.positions)
      findings.expect(
        positionsEnd == positions.bytes.count, positions,
        at: min(positionsEnd, positions.bytes.count),
        "the terms end at \(positionsEnd) of \(positions.bytes.count) bytes")
    } catch { findings.add(error) }
  }

  /// Whether a term is of a kind that its field has, and a word is text.
  private static func isOfItsField(_ key: TermKey, _ schema: Schema) -> Bool {
    let isWord = TermStreams.wordKinds.contains(key.kind) || key.kind == TermStreams.keywordKind
    let isText = !isWord || String(validating: key.text, as: UTF8.self) != nil
    let type = schema.fields[Int(key.field)].type
    return isText && type == (key.kind == TermStreams.keywordKind ? .keyword : .text)
  }

  /// Checks that the entries of each block of the dictionary fill its payload.
  private static func checkEntryBlocks(
    _ segment: SegmentReader, _ findings: inout FindingCollector
  ) {
    let dictionary = segment.dictionary
    for block in 0..<dictionary.table.blockCount where !findings.isFull {
      do throws(StorageError) {
        let payload = try dictionary.table.payload(ofBlock: block)
        var entries = try TermEntryReader(dictionary.section.bytes, payload: payload)
        for _ in 0..<min(32, segment.termCount - 32 * block) {
          _ = try entries.next(field: 0, kind: 1)
        }
        findings.expect(
          entries.isAtEnd, dictionary.section, at: payload.lowerBound,
          "bytes left over behind the entries of block \(block)")
      } catch { findings.add(dictionary.section.damaged(error)) }
    }
  }

  private static func checkPostings(
    _ key: TermKey, _ entry: TermEntry, _ segment: SegmentReader,
    _ findings: inout FindingCollector
  ) throws(IndexFormatError) {
    let postings = try segment.postings(entry)
    let section = try segment.file.required(.postings)
    let positionsSection = try segment.file.required(.positions)
    let isText = segment.schema.fields[Int(key.field)].type == .text
    let lengths = isText ? segment.fieldLengths(Int(key.field)) : nil
    let at = entry.postingsStart
    var block = PostingsBlock()
    var positions = PositionsBlock()
    var total: UInt64 = 0
    let thresholds = postings.thresholds
    var reached = [0, 0, 0]
    for index in 0..<postings.blockCount {
      try postings.decode(block: index, into: &block)
      let superblock = index / PostingsFormat.blocksPerSuperblock
      let impacts = postings.impacts(ofBlock: index)
      let upper = postings.impacts(ofSuperblock: superblock)
      for place in 0..<block.count {
        total += UInt64(block.frequencies[place])
        if let lengths, lengths.code(of: block.documents[place]) == 0 {
          findings.add(
            section, at: at,
            "term \(key) stands in document \(block.documents[place]), where its field has no length"
          )
          break
        }
        guard postings.hasFrequencies else { continue }
        let code = lengths?.code(of: block.documents[place]) ?? 0
        let frequency = block.frequencies[place]
        if let thresholds {
          let posting = Impact(frequency: UInt8(clamping: frequency), lengthCode: code)
          for k in reached.indices {
            guard let least = thresholds[k] else { continue }
            if posting.dominates(frequency: UInt32(least.frequency), lengthCode: least.lengthCode) {
              reached[k] += 1
            }
          }
        }
        guard impacts.dominate(frequency: frequency, lengthCode: code),
          upper.dominate(frequency: frequency, lengthCode: code)
        else {
          findings.add(
            section, at: at,
            "term \(key): no impact of block \(index) covers document \(block.documents[place])")
          break
        }
      }
      let isLast =
        index + 1 == postings.blockCount || (index + 1) % PostingsFormat.blocksPerSuperblock == 0
      if isLast {
        findings.expect(
          postings.lastDocument(ofSuperblock: superblock) == postings.lastDocument(ofBlock: index),
          section, at: at, "term \(key): superblock \(superblock) ends at another document")
      }
      guard postings.hasPositions else { continue }
      try postings.decodePositions(block: index, of: block, into: &positions)
      for place in 0..<block.count {
        let range = positions.range(of: place)
        if let lengths, TermStreams.wordKinds.contains(key.kind), let last = range.last {
          let limit = FieldLengthCode.limit(of: lengths.code(of: block.documents[place]))
          findings.expect(
            UInt64(positions.positions[last]) < limit, positionsSection, at: entry.positionsStart,
            "term \(key): a position behind the end of document \(block.documents[place])")
        }
        let isAscending = range.dropFirst().allSatisfy {
          positions.positions[$0 - 1] <= positions.positions[$0]
        }
        findings.expect(
          isAscending, positionsSection, at: entry.positionsStart,
          "term \(key): positions of document \(block.documents[place]) out of order")
      }
    }
    if let thresholds {
      check(
        thresholds, of: key, reached: reached, documentFrequency: postings.documentFrequency,
        section, at: at, &findings)
    }
    findings.expect(
      total == entry.totalFrequency, section, at: at,
      "term \(key) stands \(total) times, the dictionary says \(entry.totalFrequency)")
    if postings.blockCount > 1 {
      findings.expect(
        postings.isFilled, section, at: at, "term \(key): bytes left over behind its blocks")
    }
  }
}
