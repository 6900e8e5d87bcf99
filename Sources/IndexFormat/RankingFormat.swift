// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import Storage

/// The section with a schema's ranking weights: for each weight u8 byte count of its name, the name,
/// f32 value. A segment without it ranks by plain BM25; a weight that is not there has the value of
/// plain BM25, and one that is not known is passed over.
enum RankingFormat {
  /// The section's bytes.
  static func encoded(_ ranking: RankingWeights) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, weight) in RankingWeights.named {
      append(name, ranking[keyPath: weight], to: &bytes)
    }
    return bytes
  }

  /// Appends one weight.
  static func append(_ name: String, _ value: Float, to bytes: inout [UInt8]) {
    bytes.append(UInt8(name.utf8.count))
    bytes.append(contentsOf: name.utf8)
    bytes.append(littleEndian: value.bitPattern)
  }

  /// Reads the section.
  ///
  /// - Throws: `IndexFormatError.damaged` where it ends early or a weight is not allowed.
  static func decode(_ section: SectionView) throws(IndexFormatError) -> RankingWeights {
    var ranking = RankingWeights.plain
    let bytes = section.bytes
    var at = 0
    while at < bytes.count {
      let name: String
      let value: Float
      let start = at
      do throws(StorageError) {
        let end = at + 1 + Int(try bytes.byte(at: at))
        name = try bytes.string(at + 1..<end)
        value = Float(bitPattern: try bytes.uint32(at: end))
        at = end + 4
      } catch { throw section.damaged(error) }
      guard let known = RankingWeights.named.first(where: { $0.name == name }) else { continue }
      guard RankingWeights.allows(value, for: name) else {
        throw section.damaged(at: start, "a \(name) of \(value)")
      }
      ranking[keyPath: known.weight] = value
    }
    return ranking
  }
}
