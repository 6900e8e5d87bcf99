// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import IndexFormat
import Storage

/// Reads everything there is in a segment, through every reader, and goes on after errors.
package struct SegmentWalk {
  /// A hash of all that was read, equal for equal contents.
  package private(set) var digest = Hasher()
  /// What went wrong.
  package private(set) var errorCount = 0

  /// Opens bytes as a segment and reads them.
  package init(_ bytes: [UInt8]) {
    do {
      let reader = try SegmentReader(bytes: MappedBytes(bytes), name: "walk")
      walkTerms(reader)
      walkDocuments(reader)
      walkColumns(reader)
      for table in [reader.readingsByKey, reader.readingsByShortKey, reader.lexicon] {
        walk(table)
      }
    } catch { errorCount += 1 }
  }

  private mutating func attempt(_ body: (inout Hasher) throws -> Void) {
    do { try body(&digest) } catch { errorCount += 1 }
  }

  private mutating func walkTerms(_ reader: SegmentReader) {
    var cursor = reader.terms()
    var entries: [(TermKey, TermEntry)] = []
    attempt { _ in
      while let next = try cursor.next() { entries.append(next) }
    }
    for (key, entry) in entries {
      digest.combine(key)
      attempt { digest in digest.combine(try reader.term(key)) }
      attempt { digest in
        let postings = try reader.postings(entry)
        let agreement = try PostingBlocksAgreement(postings, documentCount: reader.documentCount)
        precondition(agreement.disagreements.isEmpty, "\(agreement.disagreements)")
        var block = PostingsBlock()
        var positions = PositionsBlock()
        var next: DocumentID = 0
        for index in 0..<postings.superblockCount {
          digest.combine(postings.lastDocument(ofSuperblock: index))
          digest.combine(postings.impacts(ofSuperblock: index))
        }
        for count in [10, 100, 1000] { digest.combine(postings.leastImpact(ofBest: count)) }
        if Int(key.field) < reader.schema.fields.count {
          digest.combine(reader.recordsPair(entry, entry))
        }
        for index in 0..<postings.blockCount {
          digest.combine(postings.lastDocument(ofBlock: index))
          digest.combine(postings.impacts(ofBlock: index))
          _ = postings.block(from: next, startingAt: index)
          _ = postings.superblock(from: next, startingAt: index / 32)
          try postings.decode(block: index, into: &block)
          for place in 0..<block.count {
            precondition(block.documents[place] >= next, "documents descend")
            precondition(Int(block.documents[place]) < reader.documentCount, "no such document")
            precondition(block.frequencies[place] > 0, "a frequency of 0")
            next = block.documents[place] + 1
            digest.combine(block.documents[place])
            digest.combine(block.frequencies[place])
          }
          if Int(key.field) < reader.schema.fields.count,
            reader.schema.fields[Int(key.field)].type == .text
          {
            var codes = InlineArray<128, UInt8>(repeating: 0)
            reader.fieldLengths(Int(key.field)).gather(block, into: &codes)
            for place in 0..<block.count { digest.combine(codes[place]) }
          }
          guard postings.hasPositions else { continue }
          try postings.decodePositions(block: index, of: block, into: &positions)
          for place in 0..<block.count {
            digest.combine(positions.positions[positions.range(of: place)])
          }
        }
      }
    }
  }

  private mutating func walkDocuments(_ reader: SegmentReader) {
    for number in 0..<min(reader.documentCount, 2000) {
      let id = DocumentID(number)
      attempt { digest in
        let key = try reader.key(of: id)
        digest.combine(key)
        digest.combine(try reader.document(forKey: key))
      }
      if number % 8 == 0 {
        attempt { digest in digest.combine(try reader.storedDocument(id)) }
      }
    }
  }

  private mutating func walkColumns(_ reader: SegmentReader) {
    for field in reader.schema.fields.indices {
      for document in 0..<DocumentID(min(reader.documentCount, 2000)) {
        switch reader.column(field) {
        case .keywords(let column):
          attempt { digest in
            for ordinal in try column.ordinals(of: document) {
              let value = try column.value(ofOrdinal: ordinal)
              digest.combine(value)
              digest.combine(try column.ordinal(of: value))
            }
          }
        case .numbers(let column): digest.combine(column.value(of: document)?.bitPattern)
        case .dates(let column): digest.combine(column.value(of: document))
        case nil: break
        }
      }
    }
  }

  private mutating func walk(_ table: KeyTableReader?) {
    guard let table else { return }
    var keys: [[UInt8]] = []
    attempt { digest in
      try table.forEach { key, value in
        digest.combine(key)
        digest.combine(value)
        keys.append(Array(key))
        return true
      }
    }
    for key in keys {
      attempt { digest in
        digest.combine(try table.value(forKey: key))
        digest.combine(try table.hasKey(withPrefix: Array(key.prefix(4))))
      }
    }
  }
}
