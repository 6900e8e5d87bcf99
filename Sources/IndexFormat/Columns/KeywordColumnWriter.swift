// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Collects the values of a keyword field in document order and writes its column.
/// See `ColumnFormat`.
struct KeywordColumnWriter {
  private var numbers: [String: UInt32] = [:]
  private var values: [String] = []
  private var starts: [UInt64] = [0]
  private var entries: [UInt32] = []

  /// Appends the next document's values; repeated ones count once.
  mutating func append(_ keywords: [String]) {
    var mine: [UInt32] = []
    for keyword in keywords {
      let number: UInt32
      if let known = numbers[keyword] {
        number = known
      } else {
        number = UInt32(values.count)
        numbers[keyword] = number
        values.append(keyword)
      }
      if !mine.contains(number) { mine.append(number) }
    }
    entries.append(contentsOf: mine)
    starts.append(UInt64(entries.count))
  }

  /// The section's bytes.
  ///
  /// - Throws: `StorageError.keyTooLong`.
  consuming func finish() throws(StorageError) -> [UInt8] {
    let order = (0..<values.count).sorted {
      values[$0].utf8.lexicographicallyPrecedes(values[$1].utf8)
    }
    var ordinals = [UInt32](repeating: 0, count: values.count)
    for (ordinal, number) in order.enumerated() { ordinals[number] = UInt32(ordinal) }
    let documentCount = starts.count - 1
    let isSingle = (0..<documentCount).allSatisfy { starts[$0 + 1] - starts[$0] <= 1 }
    var bytes: [UInt8] = [ColumnFormat.keywords, isSingle ? 0 : 1, 0, 0, 0, 0, 0, 0]
    if isSingle {
      let packed = (0..<documentCount).map { document in
        starts[document] == starts[document + 1]
          ? 0 : UInt64(ordinals[Int(entries[Int(starts[document])])]) + 1
      }
      BitPackedArray.append(packed, to: &bytes)
    } else {
      BitPackedArray.append(starts, to: &bytes)
      var packed: [UInt64] = []
      packed.reserveCapacity(entries.count)
      for document in 0..<documentCount {
        let range = Int(starts[document])..<Int(starts[document + 1])
        packed.append(contentsOf: entries[range].map { UInt64(ordinals[Int($0)]) }.sorted())
      }
      BitPackedArray.append(packed, to: &bytes)
    }
    var table = FrontCodedTableWriter()
    for number in order {
      if table.isBlockFull { table.endBlock(payload: []) }
      try table.append(key: Array(values[number].utf8))
    }
    table.endBlock(payload: [])
    bytes.append(contentsOf: table.finish())
    return bytes
  }
}
