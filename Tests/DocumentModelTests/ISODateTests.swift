// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Testing

@Suite struct ISODateTests {
  @Test(
    arguments: [
      ("1970-01-01", 0), ("1970-01-02", 86_400_000), ("1969-12-31", -86_400_000),
      ("2000-02-29", 951_782_400_000), ("2026-11-21", 1_795_219_200_000),
      ("2026", 1_767_225_600_000),
      ("2026-11", 1_793_491_200_000), ("2026-11-21T00:00Z", 1_795_219_200_000),
      ("2026-11-21T09:00:00+09:00", 1_795_219_200_000),
      ("2026-11-21 10:30:15.250Z", 1_795_257_015_250),
      ("2026-11-20T19:00:00-0500", 1_795_219_200_000), ("2026-11-21T09:00+09", 1_795_219_200_000),
      ("0001-01-01", -62_135_596_800_000), ("1970-01-01T00:00:00.1239Z", 123),
    ] as [(String, Int64)])
  func reading(text: String, expected: Int64) {
    #expect(ISODate.milliseconds(from: text) == expected)
  }

  @Test(arguments: [
    "", "26-11-21", "2026-1-1", "2026-13-01", "2026-00-10", "2026-02-29", "1900-02-29",
    "2026-11-31",
    "2026-11-21T", "2026-11-21T10", "2026-11-21T10:30", "2026-11-21T10:30:00", "2026-11-21T24:00Z",
    "2026-11-21T23:59:60Z", "2026-11-21T10:30:00.Z", "2026-11-21Z", "2026-11-21T10:30:00Zx",
    " 2026-11-21", "２０２６-11-21", "2026/11/21", "yesterday", "2026-11-21T10:30:00+25:00",
  ])
  func refusing(text: String) {
    #expect(ISODate.milliseconds(from: text) == nil)
  }

  @Test(
    arguments: [
      (0, "1970-01-01"), (-1, "1969-12-31T23:59:59.999Z"), (1_795_219_200_000, "2026-11-21"),
      (1_795_257_015_000, "2026-11-21T10:30:15Z"), (951_782_400_000, "2000-02-29"),
    ] as [(Int64, String)])
  func writing(milliseconds: Int64, expected: String) {
    #expect(ISODate.text(fromMilliseconds: milliseconds) == expected)
  }

  @Test func everyDayOfFourCenturiesReadsBack() {
    for day in -150_000..<150_000 as Range<Int64> {
      let milliseconds = day * 86_400_000 + (day & 1) * 3_723_004
      #expect(
        ISODate.milliseconds(from: ISODate.text(fromMilliseconds: milliseconds)) == milliseconds)
    }
  }
}
