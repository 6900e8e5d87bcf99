// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Ingest

@Suite struct DuplicateKeyFilterTests {
  @Test func keysAreKeptExactly() {
    var filter = DuplicateKeyFilter()
    for number in 0..<50_000 { #expect(filter.insert("key-\(number)")) }
    for number in 0..<50_000 { #expect(!filter.insert("key-\(number)")) }
    #expect(filter.insert(""))
    #expect(!filter.insert(""))
    #expect(filter.insert(String(repeating: "x", count: 4096)))
    #expect(!filter.insert(String(repeating: "x", count: 4096)))
    #expect(filter.count == 50_002)
  }

  @Test func canonicallyEqualKeysDiffer() {
    var filter = DuplicateKeyFilter()
    #expect(filter.insert("caf\u{E9}"))
    #expect(filter.insert("cafe\u{301}"))
  }
}
