// SPDX-License-Identifier: Apache-2.0

/// A bounds-checked window on immutable bytes: a file mapping, or memory of its own.
///
/// Copies share the bytes and keep them alive. All integers are little-endian. Offsets count from
/// the window's start.
package struct MappedBytes: Sendable {
  // Safe: `start ..< start + count` lies in the owner's memory, which this value keeps alive.
  private let owner: ByteOwner
  private let start: Int
  /// The number of bytes in the window.
  package let count: Int

  init(owner: ByteOwner) {
    self.owner = owner
    start = 0
    count = owner.count
  }

  private init(owner: ByteOwner, start: Int, count: Int) {
    self.owner = owner
    self.start = start
    self.count = count
  }

  @inline(__always)
  private var base: UnsafeRawPointer { unsafe owner.base + start }

  /// Creates a window on a copy of an array, followed by 64 zero bytes outside the window.
  ///
  /// - Complexity: O(`array.count`).
  package init(_ array: [UInt8]) { self.init(owner: ByteOwner(copying: array)) }

  /// A window on a part of this window.
  ///
  /// - Throws: `StorageError.outOfBounds` when the range leaves this window.
  package subscript(slice range: Range<Int>) -> MappedBytes {
    get throws(StorageError) {
      try check(range.lowerBound, range.upperBound &- range.lowerBound)
      return MappedBytes(
        owner: owner, start: start + range.lowerBound, count: range.upperBound - range.lowerBound)
    }
  }

  @inline(__always)
  private func check(_ offset: Int, _ length: Int) throws(StorageError) {
    guard offset >= 0, length >= 0, offset <= count, length <= count &- offset else {
      throw .outOfBounds(offset: offset, count: length, size: count)
    }
  }

  /// The byte at an offset.
  ///
  /// - Throws: `StorageError.outOfBounds`.
  package func byte(at offset: Int) throws(StorageError) -> UInt8 {
    guard offset >= 0, offset < count else {
      throw .outOfBounds(offset: offset, count: 1, size: count)
    }
    return withExtendedLifetime(owner) { unsafe base.load(fromByteOffset: offset, as: UInt8.self) }
  }

  /// The 16-bit integer at an offset.
  ///
  /// - Throws: `StorageError.outOfBounds`.
  package func uint16(at offset: Int) throws(StorageError) -> UInt16 {
    try check(offset, 2)
    return withExtendedLifetime(owner) {
      unsafe UInt16(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
  }

  /// The 32-bit integer at an offset.
  ///
  /// - Throws: `StorageError.outOfBounds`.
  package func uint32(at offset: Int) throws(StorageError) -> UInt32 {
    try check(offset, 4)
    return withExtendedLifetime(owner) {
      unsafe UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
  }

  /// The 64-bit integer at an offset.
  ///
  /// - Throws: `StorageError.outOfBounds`.
  package func uint64(at offset: Int) throws(StorageError) -> UInt64 {
    try check(offset, 8)
    return withExtendedLifetime(owner) {
      unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  /// The 64-bit integer at an offset that a structure reads as a length or an offset.
  ///
  /// - Throws: `StorageError.outOfBounds`; `.damaged` for values above `Int.max`.
  package func integer(at offset: Int) throws(StorageError) -> Int {
    let value = try uint64(at: offset)
    guard let result = Int(exactly: value) else {
      throw .damaged(structure: "integer", offset: offset, reason: "\(value) is too large")
    }
    return result
  }

  /// A copy of the bytes in a range.
  ///
  /// - Throws: `StorageError.outOfBounds`.
  /// - Complexity: O(length of the range).
  package func array(_ range: Range<Int>) throws(StorageError) -> [UInt8] {
    try check(range.lowerBound, range.upperBound &- range.lowerBound)
    return withExtendedLifetime(owner) {
      unsafe [UInt8](
        UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }
  }

  /// Appends a copy of the bytes in a range to an array.
  ///
  /// - Throws: `StorageError.outOfBounds`.
  /// - Complexity: O(length of the range).
  package func appendBytes(
    _ range: Range<Int>, to array: inout [UInt8]
  ) throws(StorageError) {
    try check(range.lowerBound, range.upperBound &- range.lowerBound)
    withExtendedLifetime(owner) {
      unsafe array.append(
        contentsOf: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }
  }

  /// A copy of all bytes of the window.
  package var array: [UInt8] {
    withExtendedLifetime(owner) {
      unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }
  }

  /// The UTF-8 in a range as a string; malformed bytes become replacement characters.
  ///
  /// - Throws: `StorageError.outOfBounds`.
  /// - Complexity: O(length of the range).
  package func string(_ range: Range<Int>) throws(StorageError) -> String {
    try check(range.lowerBound, range.upperBound &- range.lowerBound)
    return withExtendedLifetime(owner) {
      unsafe String(
        decoding: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count),
        as: UTF8.self)
    }
  }

  /// Calls a closure with the bytes of the window, valid during the call.
  package func withSpan<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // Safe: the owner keeps the memory alive during the call, and the span cannot escape it.
    let buffer = unsafe UnsafeBufferPointer(
      start: base.assumingMemoryBound(to: UInt8.self), count: count)
    defer { withExtendedLifetime(owner) {} }
    return try unsafe body(buffer.span)
  }

  /// The 16-bit integer at an index of a table of them.
  ///
  /// - Precondition: The entry lies in the window; whoever knows the table has checked that once.
  package func entry(_ index: Int, ofUInt16TableAt offset: Int) -> UInt16 {
    let at = offset &+ 2 &* index
    precondition(index >= 0 && offset >= 0 && at <= count &- 2, "entry outside its table")
    return withExtendedLifetime(owner) {
      unsafe UInt16(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt16.self))
    }
  }

  /// The 32-bit integer at an index of a table of them.
  ///
  /// - Precondition: The entry lies in the window; whoever knows the table has checked that once.
  package func entry(_ index: Int, ofUInt32TableAt offset: Int) -> UInt32 {
    let at = offset &+ 4 &* index
    precondition(index >= 0 && offset >= 0 && at <= count &- 4, "entry outside its table")
    return withExtendedLifetime(owner) {
      unsafe UInt32(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt32.self))
    }
  }

  /// The 64-bit integer at an index of a table of them.
  ///
  /// - Precondition: The entry lies in the window; whoever knows the table has checked that once.
  package func entry(_ index: Int, ofUInt64TableAt offset: Int) -> UInt64 {
    let at = offset &+ 8 &* index
    precondition(index >= 0 && offset >= 0 && at <= count &- 8, "entry outside its table")
    return withExtendedLifetime(owner) {
      unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }
  }

  /// The first index in a range of an ascending table of 32-bit integers whose entry is not below
  /// `value`, or the range's end. Fast where the answer is near the range's start.
  ///
  /// - Precondition: The range lies in the window.
  /// - Complexity: O(log distance).
  package func firstIndex(
    notBelow value: UInt32, in range: Range<Int>, ofUInt32TableAt offset: Int
  ) -> Int {
    precondition(
      range.lowerBound >= 0 && offset >= 0 && offset &+ 4 &* range.upperBound <= count,
      "range outside its table")
    return withExtendedLifetime(owner) {
      var low = range.lowerBound
      var step = 1
      var high = low
      // Gallop until the entry at `high` is not below the value.
      while high < range.upperBound {
        let entry = unsafe UInt32(
          littleEndian: base.loadUnaligned(
            fromByteOffset: offset &+ 4 &* high, as: UInt32.self))
        if entry >= value { break }
        low = high &+ 1
        high = min(high &+ step, range.upperBound)
        step &*= 2
        if high < low { high = low }
      }
      while low < high {
        let middle = low &+ (high &- low) / 2
        let entry = unsafe UInt32(
          littleEndian: base.loadUnaligned(
            fromByteOffset: offset &+ 4 &* middle, as: UInt32.self))
        if entry < value { low = middle &+ 1 } else { high = middle }
      }
      return low
    }
  }

  /// A pointer to `length` bytes at an offset. It is valid while this value or a copy of it lives.
  ///
  /// - Throws: `StorageError.outOfBounds`.
  @unsafe package func pointer(
    at offset: Int, count length: Int
  ) throws(StorageError) -> UnsafeRawPointer {
    try check(offset, length)
    return unsafe base + offset
  }

  /// The variable-length integer at an offset (seven bits a byte, low ones first, the high bit set
  /// on all bytes but the last); moves the offset behind it.
  ///
  /// - Throws: `StorageError.outOfBounds`; `.damaged` when it does not fit 64 bits.
  @inline(__always)
  package func variableByte(at offset: inout Int) throws(StorageError) -> UInt64 {
    if offset >= 0, offset < count {
      let byte = withExtendedLifetime(owner) {
        unsafe base.load(fromByteOffset: offset, as: UInt8.self)
      }
      if byte < 0x80 {
        offset &+= 1
        return UInt64(byte)
      }
    }
    return try variableBytes(at: &offset)
  }

  /// The same, byte after byte.
  @inline(never)
  private func variableBytes(at offset: inout Int) throws(StorageError) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    var at = offset
    while true {
      guard at >= 0, at < count else {
        throw .outOfBounds(offset: at, count: 1, size: count)
      }
      let byte = withExtendedLifetime(owner) {
        unsafe base.load(fromByteOffset: at, as: UInt8.self)
      }
      at &+= 1
      guard shift < 63 || (shift == 63 && byte <= 1) else {
        throw .damaged(
          structure: "integer", offset: offset, reason: "a variable-length integer never ends")
      }
      result |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 {
        offset = at
        return result
      }
      shift &+= 7
    }
  }

  /// Compares the bytes in a range with a key, as unsigned bytes.
  ///
  /// The first `from` bytes of the key are skipped.
  ///
  /// - Returns: Below, above or equal zero as the range sorts before, after or with the key, and the
  ///   number of equal leading bytes, the skipped ones included.
  /// - Throws: `StorageError.outOfBounds`.
  func compare(
    _ range: Range<Int>, with key: [UInt8], from skipped: Int
  ) throws(StorageError) -> (order: Int, matched: Int) {
    try check(range.lowerBound, range.upperBound &- range.lowerBound)
    let length = min(range.count, key.count - skipped)
    var at = 0
    return withExtendedLifetime(owner) {
      while at < length {
        let mine = unsafe base.load(fromByteOffset: range.lowerBound &+ at, as: UInt8.self)
        let other = key[skipped &+ at]
        if mine != other { return (mine < other ? -1 : 1, skipped &+ at) }
        at &+= 1
      }
      return (range.count &- (key.count &- skipped), skipped &+ at)
    }
  }
}
