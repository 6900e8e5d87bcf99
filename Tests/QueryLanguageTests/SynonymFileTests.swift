// SPDX-License-Identifier: Apache-2.0

import QueryLanguage
import Testing

struct SynonymFileTests {
  private func file(_ text: String) -> SynonymFile { SynonymFile(bytes: Array(text.utf8)) }

  @Test func familiesAndMappingsAreRead() {
    let file = file(
      "\u{FEFF}# families\r\nNTR, netorare,寝取られ\r\n\n  i-pod ,  i   pod=>ipod, i pod\nC\\, C++, \\# sharp\n"
    )
    #expect(file.faults.isEmpty)
    #expect(file.rules.map(\.line) == [2, 4, 5])
    #expect(
      file.rules.map(\.terms) == [
        ["NTR", "netorare", "寝取られ"], ["i-pod", "i pod"], ["C, C++", "# sharp"],
      ])
    #expect(file.rules.map(\.replacements) == [nil, ["ipod", "i pod"], nil])
  }

  @Test(arguments: ["a", "a,", ",a", "a, ,b", "a => ", "=> b", "a => b => c", "a, b\\"])
  func faultyLinesAreLeftOut(line: String) {
    let file = file("x, y\n\(line)\nv, w")
    #expect(file.rules.map(\.line) == [1, 3])
    #expect(file.faults.map(\.line) == [2])
  }

  @Test func bytesThatAreNoTextAreOneFault() {
    let file = SynonymFile(bytes: Array("a, b\n".utf8) + [0xFF, 0x0A] + Array("c, d".utf8))
    #expect(file.rules.map(\.terms) == [["a", "b"], ["c", "d"]])
    #expect(file.faults.map(\.description) == ["not UTF-8"])
  }
}
