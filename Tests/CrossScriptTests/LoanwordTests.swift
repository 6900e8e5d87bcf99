// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Searching
  import Testing

  /// Katakana loanwords and the English words they come from find each other.
  struct LoanwordTests {
    private func index() throws -> SearchIndex {
      try Fixture.index([
        ("long", "新しいコンピューターを買った。"), ("short", "新しいコンピュータを買った。"),
        ("english", "They bought a new computer."), ("plural", "They bought new computers."),
        ("server", "The server is down."), ("サーバ", "サーバが止まった。"), ("other", "天気の話。"),
      ])
    }

    @Test(arguments: ["computer", "コンピューター", "コンピュータ", "computers"])
    func bothLanguagesAreFound(query: String) throws {
      let keys = try index().keys(query)
      #expect(Set(keys) == ["long", "short", "english", "plural"], "\(keys)")
    }

    @Test(arguments: [
      ("computer", "english"), ("コンピューター", "long"), ("コンピュータ", "short"), ("server", "server"),
      ("サーバ", "サーバ"), ("サーバー", "サーバ"),
    ])
    func whatIsTypedRanksFirst(query: String, first: String) throws {
      #expect(try index().keys(query).first == first)
    }

    @Test func exactFormsAndExclusionsAreOfOneLanguage() throws {
      #expect(try Set(index().keys("=computer")) == ["english"])
      #expect(try Set(index().keys("=サーバ")) == ["サーバ"])
      let found = Set(try index().keys("server"))
      #expect(found == ["server", "サーバ"])
      #expect(try Set(index().keys("-server")).isDisjoint(with: found))
    }

    @Test func explanationsNameTheRelation() throws {
      var request = SearchRequest(query: "server")
      request.wantsExplanation = true
      let result = try index().search(request)
      let hit = try #require(result.hits.first { $0.key == "サーバ" })
      #expect("\(String(describing: hit.explanation))".contains("translation"))
    }
  }
#endif
