// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import searchctl

@Suite struct ProgressLineTests {
  @Test func barRateAndRemainingTime() {
    let line = ProgressLine(
      byteCount: 25_000_000, totalByteCount: 100_000_000, documentCount: 12_345, seconds: 10)
    #expect(
      line.text(width: 79)
        == "[########..........................]  25%  12,345 documents  1,234/s  0:30 left")
    #expect(line.text(width: 79).count == 79)
    #expect(line.text(width: 20).count == 20)
  }

  @Test func withoutATotal() {
    let line = ProgressLine(byteCount: 4_200_000, documentCount: 10, seconds: 0)
    #expect(line.text(width: 79) == "4.2 MB  10 documents  0/s")
  }

  @Test func numbers() {
    #expect(ProgressLine.grouped(0) == "0")
    #expect(ProgressLine.grouped(999) == "999")
    #expect(ProgressLine.grouped(1_000) == "1,000")
    #expect(ProgressLine.grouped(-1_234_567) == "-1,234,567")
    #expect(ProgressLine.bytes(999) == "999 B")
    #expect(ProgressLine.bytes(9_500_000) == "9.5 MB")
    #expect(ProgressLine.time(59.4) == "0:59")
    #expect(ProgressLine.time(3723) == "1:02:03")
    #expect(ProgressLine.fixed(0.06, 1) == "0.1")
    #expect(ProgressLine.fixed(-0.04, 1) == "0.0")
    #expect(ProgressLine.fixed(12.3456, 3) == "12.346")
    #expect(ProgressLine.fixed(1, 4) == "1.0000")
    #expect(ProgressLine.fixed(.nan, 2) == "nan")
  }
}
