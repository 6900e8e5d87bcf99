// SPDX-License-Identifier: Apache-2.0

import DocumentModel
import Testing

@testable import searchctl

@Suite struct FilterFieldsTests {
  private func unknown(_ filter: String) -> String? {
    FilterFields.unknown(in: filter, schema: .standard())
  }

  @Test(arguments: [
    "lang:ja", "tag:x", "tags:x -lang:en", "word", "title:(a b)", "date:[2026 TO *]", "title:a:b",
    "https://example.org/a?b=c", "12:30", "no\\:x", "\"no:x\"", "「no:x」", "a:", ":a", "C++:",
  ])
  func knownFieldsAndPlainColons(filter: String) {
    #expect(unknown(filter) == nil)
  }

  @Test(arguments: [
    "no:x", "-no:x", "+no:x", "lang:ja no:x", "(lang:ja OR no:x)", "no:[1 TO 2]", "no:>3",
    "no:\"a b\"", "no:x^2", "NOT no:x", "word no:(a b)", "no:x AND title:y", "no：x",
  ])
  func unknownFields(filter: String) {
    #expect(unknown(filter) == "no")
  }
}
