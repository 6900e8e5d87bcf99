// SPDX-License-Identifier: Apache-2.0

import Storage
import Testing

@Suite("Mapped bytes")
struct MappedBytesTests {
  @Test func integersAreLittleEndianAndBoundsChecked() throws {
    let bytes = MappedBytes([1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(try bytes.byte(at: 8) == 9)
    #expect(try bytes.uint16(at: 1) == 0x0302)
    #expect(try bytes.uint32(at: 5) == 0x0908_0706)
    #expect(try bytes.uint64(at: 1) == 0x0908_0706_0504_0302)
    #expect(try bytes.array(2..<4) == [3, 4])
    for offset in [-1, 9, Int.max, Int.min] {
      #expect(throws: StorageError.self) { try bytes.byte(at: offset) }
    }
    for offset in [-1, 2, Int.max, Int.max - 7] {
      #expect(throws: StorageError.self) { try bytes.uint64(at: offset) }
    }
    #expect(throws: StorageError.self) { try bytes.uint16(at: 8) }
    #expect(throws: StorageError.self) { try bytes.uint32(at: 6) }
    #expect(throws: StorageError.self) { try bytes.array(-1..<3) }
    #expect(throws: StorageError.self) { try bytes.string(0..<10) }
    #expect(throws: StorageError.self) { try bytes[slice: Int.min..<Int.max] }
  }

  @Test func slicesCountFromTheirStart() throws {
    let slice = try MappedBytes([1, 2, 3, 4, 5])[slice: 1..<4]
    #expect(slice.count == 3)
    #expect(slice.array == [2, 3, 4])
    #expect(try slice.byte(at: 0) == 2)
    #expect(throws: StorageError.self) { try slice.byte(at: 3) }
    #expect(try slice[slice: 1..<3].array == [3, 4])
    slice.withSpan { span in
      #expect(span.count == 3)
      #expect(span[2] == 4)
    }
  }

  @Test(arguments: [0, 1, 127, 128, 300, UInt64(UInt32.max), UInt64(Int.max), .max])
  func variableByte(value: UInt64) throws {
    var array: [UInt8] = [0xEE]
    array.append(variableByte: value)
    var at = 1
    #expect(try MappedBytes(array).variableByte(at: &at) == value)
    #expect(at == array.count)
    var cut = 1
    let short = MappedBytes(Array(array.dropLast()))
    #expect(throws: StorageError.self) { try short.variableByte(at: &cut) }
  }

  @Test func endlessVariableByteIsDamage() {
    var at = 0
    let bytes = MappedBytes([UInt8](repeating: 0x80, count: 30))
    #expect(throws: StorageError.self) { try bytes.variableByte(at: &at) }
  }

  @Test func tables() throws {
    var array: [UInt8] = [0, 0, 0]
    let entries = (0..<200).map { UInt32($0 * 10) }
    for entry in entries { array.append(littleEndian: entry) }
    let bytes = MappedBytes(array)
    #expect(bytes.entry(199, ofUInt32TableAt: 3) == 1990)
    for value in stride(from: UInt32(0), to: 2010, by: 7) {
      for start in [0, 1, 50, 199, 200] {
        let expected = entries[start...].firstIndex { $0 >= value } ?? 200
        let found = bytes.firstIndex(notBelow: value, in: start..<200, ofUInt32TableAt: 3)
        #expect(found == expected)
      }
    }
  }

  @Test func checksums() {
    // The published check values of XXH3 for the empty input.
    #expect(Checksum.xxh3([UInt8]()) == 0x2D06_8005_38D3_94C2)
    let wide = Checksum.xxh3Wide([])
    #expect(wide.high == 0x99AA_06D3_0147_98D8 && wide.low == 0x6001_C324_468D_497F)
    var running = RunningChecksum()
    running.update([1, 2])
    running.update([3])
    #expect(running.value == Checksum.xxh3([1, 2, 3]))
    running.reset()
    #expect(running.value == Checksum.xxh3([UInt8]()))
  }
}
