// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import QueryLanguage

/// The kinds of characters are Unicode's, however they are told.
struct QueryCharactersTests {
  @Test func kindsAreThoseOfUnicode() {
    var blanks = 0
    var letters = 0
    for scalar in (UInt32(0)...0x10_FFFF).lazy.compactMap(Unicode.Scalar.init) {
      let properties = scalar.properties
      let isBlank = QueryCharacters.isBlank(scalar)
      let isWordCharacter = QueryCharacters.isWordCharacter(scalar)
      if isBlank != (properties.isWhitespace || scalar.value == 0)
        || isWordCharacter != (properties.isAlphabetic || properties.numericType != nil)
      {
        Issue.record("U+\(String(scalar.value, radix: 16))")
      }
      if isBlank { blanks += 1 }
      if isWordCharacter { letters += 1 }
    }
    #expect(blanks > 20)
    #expect(letters > 100_000)
  }
}
