// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Ingest

@Suite struct DuplicateKeyFilterTests {
  @Test func keysAreKeptExactly() {
    var filter = DuplicateKeyFilter()
    func isNew(_ key: String) -> Bool { filter.insert(key) }
    for number in 0..<50_000 { #expect(isNew("key-\(number)")) }
    for number in 0..<50_000 { #expect(!isNew("key-\(number)")) }
    #expect(isNew(""))
    #expect(!isNew(""))
    #expect(isNew(String(repeating: "x", count: 4096)))
    #expect(!isNew(String(repeating: "x", count: 4096)))
    #expect(filter.count == 50_002)
  }

  @Test func canonicallyEqualKeysDiffer() {
    var filter = DuplicateKeyFilter()
    func isNew(_ key: String) -> Bool { filter.insert(key) }
    #expect(isNew("caf\u{E9}"))
    #expect(isNew("cafe\u{301}"))
  }
}
