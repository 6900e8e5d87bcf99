// SPDX-License-Identifier: Apache-2.0

import IndexFormat
import Testing

@Suite("Field length codes")
struct FieldLengthCodeTests {
  /// Lucene's `SmallFloat.intToByte4` for some lengths.
  @Test(arguments: [
    (0, 0), (1, 1), (23, 23), (24, 24), (39, 39), (40, 40), (41, 40), (42, 41), (55, 47),
    (56, 48), (59, 48), (60, 49), (1000, 87), (2_147_483_647, 255), (4_294_967_295, 255),
  ])
  func likeLucene(length: Int, code: Int) {
    #expect(FieldLengthCode.code(of: UInt32(length)) == UInt8(code))
  }

  @Test func codesAscendAndStandForTheirSmallestLength() {
    for code in UInt8.min...UInt8.max {
      let length = FieldLengthCode.length(ofCode: code)
      #expect(FieldLengthCode.code(of: length) == code)
      #expect(FieldLengthCode.lengths[Int(code)] == length)
      if code > 0 {
        #expect(FieldLengthCode.code(of: length - 1) == code - 1)
        #expect(FieldLengthCode.length(ofCode: code - 1) < length)
      }
    }
  }
}
