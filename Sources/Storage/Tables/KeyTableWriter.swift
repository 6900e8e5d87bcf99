// SPDX-License-Identifier: Apache-2.0

/// Writes a key table: sorted byte keys with byte values, a front-coded table whose block payloads
/// hold, for each key, the value's length as a variable-length integer, and then all values.
package struct KeyTableWriter {
  private var table = FrontCodedTableWriter()
  private var lengths: [UInt8] = []
  private var values: [UInt8] = []

  /// Creates a writer of an empty table.
  package init() {}

  /// Appends a key, which must sort after the one before it, and its value.
  ///
  /// - Throws: `StorageError.unsortedKey`, `.keyTooLong` or `.structureTooLarge`.
  package mutating func append(key: [UInt8], value: [UInt8]) throws(StorageError) {
    if table.isBlockFull { endBlock() }
    try table.append(key: key)
    lengths.append(variableByte: UInt64(value.count))
    values.append(contentsOf: value)
  }

  /// Ends the table and returns its bytes.
  package consuming func finish() -> [UInt8] {
    endBlock()
    return table.finish()
  }

  private mutating func endBlock() {
    table.endBlock(payload: lengths + values)
    lengths.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }
}
