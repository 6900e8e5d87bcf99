// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import DocumentModel
  import Indexing
  import Ingest
  import Searching
  import Testing

  /// The words of `corpus/glossary.tsv`, in every script they have, over `corpus/`.
  struct GlossaryTests {
    @Test func everySpellingFindsTheSame() throws {
      let index = try Corpus.index()
      let lines = try Fixture.lines("corpus/glossary.tsv")
      var checked = 0
      for line in lines.dropFirst() {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        let spellings = columns[1...8].filter { !$0.isEmpty }
        let sets = try spellings.map { Set(try index.keys($0)) }
        for (spelling, set) in zip(spellings, sets) {
          #expect(
            set == sets[0],
            "\(spelling) against \(spellings[0]): \(set.symmetricDifference(sets[0]).sorted())")
        }
        #expect(!sets[0].isEmpty, "\(columns[0]) finds nothing")
        checked += 1
      }
      print("\(checked) words, every spelling alike")
      #expect(checked >= 21)
    }
  }
#endif
