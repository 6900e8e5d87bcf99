// SPDX-License-Identifier: Apache-2.0
#if MeCab
  import Searching
  import Testing

  /// What users of other engines have reported missing or wrong in Japanese and mixed text, each with the
  /// place where they did.
  struct UserCaseTests {
    struct Case: Sendable, CustomTestStringConvertible {
      /// Where it was reported.
      var reference: String
      /// Texts under their keys.
      var documents: [(key: String, body: String)]
      /// Queries with the documents they must find, exactly; the first of them first where `isRanked`.
      var queries: [(query: String, finds: [String])]
      /// Whether the first document named must rank first, and others than those named may follow.
      var isRanked = false

      init(
        _ reference: String, _ documents: [(key: String, body: String)],
        _ queries: [(query: String, finds: [String])], isRanked: Bool = false
      ) {
        self.reference = reference
        self.documents = documents
        self.queries = queries
        self.isRanked = isRanked
      }

      var testDescription: String { reference }
    }

    @Test(arguments: segmentation + shortQueries + scripts + inflection)
    func isAnswered(_ test: Case) throws {
      let index = try Fixture.index(test.documents)
      for (query, finds) in test.queries {
        let keys = try index.keys(query)
        if test.isRanked {
          #expect(keys.first == finds.first, "\(query) finds \(keys)")
          #expect(Set(keys).isSuperset(of: finds), "\(query) finds \(keys)")
        } else {
          #expect(Set(keys) == Set(finds), "\(query) finds \(keys)")
        }
      }
    }

    // MARK: Segmentation, wrong and missing hits

    static let segmentation = [
      Case(
        "meilisearch#2403", [("a", "東京タワーに登った。"), ("b", "バナナを食べた。"), ("c", "大阪城を見た。")],
        [("東", ["a"]), ("東京", ["a"]), ("バ", ["b"])]),
      Case(
        "meilisearch#3565", [("a", "明日の天気を調べる。"), ("b", "中華人民共和国"), ("c", "東京都庁舎")],
        [("天気", ["a"]), ("共和国", ["b"]), ("東京", ["c"])]),
      Case(
        "meilisearch#3769", [("a", "日東電工株式会社の株価"), ("b", "電気工事の会社")],
        [
          ("日東電工株式会社", ["a"]), ("日東電工", ["a"]), ("日東", ["a"]), ("電工", ["a"]),
          ("株式会社", ["a"]),
        ], isRanked: true),
      Case(
        "meilisearch#4162", [("a", "有料配信を始めた。"), ("b", "無料で配信した。"), ("c", "有料の道路を走る。")],
        [("+有料配信", ["a"]), ("\"有料配信\"", ["a"])]),
      Case(
        "meilisearch#4561", [("a", "健は元気だ。"), ("b", "映画を見た。"), ("c", "事件があった。")],
        [("健", ["a"])]),
      Case(
        "meilisearch#4828", [("a", "水質調査の結果"), ("b", "Water quality survey"), ("c", "調査の予定")],
        [("水質調査", ["a"])], isRanked: true),
      Case(
        "typesense#2844", [("a", "ヴィーガン料理の店"), ("b", "ビーガン料理の店"), ("c", "ビーチの店")],
        [("ヴィーガン", ["a", "b"]), ("ビーガン", ["b", "a"])], isRanked: true),
      Case(
        "Pagefind#1237",
        [
          ("a", "新幹線で京都へ行く。"), ("b", "幹線道路を走る新しい車"), ("c", "ガベージコレクションの仕組み"),
          ("d", "リポジトリを作る。"), ("e", "コレクションを見せる。"),
        ],
        [("新幹線", ["a"]), ("ガベージコレクション", ["c"]), ("リポジトリ", ["d"])], isRanked: true),
      Case(
        "Pagefind#591, #817, #987", [("a", "全文検索エンジンを作る。"), ("b", "エンジンを全文で検索した。")],
        [("\"文検索エ\"", ["a"]), ("\"検索エンジン\"", ["a"])]),
      Case(
        "manticore#3925",
        [("a", "リングを買う。"), ("b", "グリーンの服"), ("c", "スクリーンショットを撮る。")],
        [("リング", ["a"]), ("グリーン", ["b"])]),
      Case(
        "indigo#302", [("a", "熱力学の法則"), ("b", "熱い力で学ぶ。"), ("c", "力学と熱")],
        [("\"熱力学\"", ["a"]), ("+熱力学", ["a"])]),
      Case(
        "misskey#10845", [("a", "しゅいろさんのイラスト"), ("b", "しろいいす")], [("しゅいろ", ["a"])]),
      Case(
        "misskey#5493, mei23/misskey#4846", [("a", "東京都知事選挙"), ("b", "京都の知事"), ("c", "選挙の話")],
        [("\"都知事選\"", ["a"]), ("知事選挙", ["a"])], isRanked: true),
      Case(
        "kuromoji#116", [("a", "Ｄｉｏｒ化粧品等を扱う。"), ("b", "化粧品を扱う。"), ("c", "Dior is a name.")],
        [("+Dior化粧品", ["a"]), ("Dior", ["a", "c"])]),
      Case(
        "kuromoji#113", [("a", "このlibraryはとても速い。"), ("b", "図書館は静かだ。")], [("library", ["a"])]),
      Case(
        "elasticsearch#58385, #57614", [("a", "ｏｆ の使い方"), ("b", "(株)山田商店"), ("c", "山田さん")],
        [("of", ["a"]), ("株", ["b"]), ("㈱", ["b"])]),
      Case(
        "quickwit#1979, #1737; GRDB#413", [("a", "中文全文搜索引擎"), ("b", "搜集资料")],
        [("搜索", ["a"]), ("引擎", ["a"]), ("\"文搜索\"", ["a"])]),
      Case(
        "tantivy#718", [("a", "エンジンで検索する。"), ("b", "検索エンジン"), ("c", "天気の話")],
        [("検索 エンジン", ["b", "a"])], isRanked: true),
      Case(
        "mkdocs-material#2270, #3915",
        [("a", "設定ファイルに記述した内容を読み込んで画面に表示する方法を説明する。"), ("b", "天気の話")],
        [("設定ファイルに記述した内容を読み込んで画面に表示する方法", ["a"])]),
      Case(
        "vitepress#3507, #4350",
        [("a", "最初の文。次の文。三番目の文には魚が出てくる。最後の文には鯨が出てくる。"), ("b", "鳥の話")],
        [("鯨", ["a"]), ("魚", ["a"])]),
      Case(
        "minisearch#201", [("a", "申請書類提出先一覧"), ("b", "先生の一覧")],
        [("\"提出先\"", ["a"]), ("\"類提\"", ["a"])]),
      Case(
        "blume#125, PR #132", [("a", "出会い系サイトの規制"), ("b", "友人に出会う。"), ("c", "関係のない系列")],
        [("\"出会い系\"", ["a"]), ("出会い系", ["a"])], isRanked: true),
      Case(
        "ochakai#708", [("a", "お盆は家に帰る。"), ("b", "正月は家に帰る。")],
        [("お盆", ["a"]), ("\"お盆は\"", ["a"])]),
      Case(
        "docusaurus-search-local#338", [("a", "検索機能を使う。"), ("b", "機械を使う。")],
        [("検索機能", ["a"]), ("機能", ["a"])], isRanked: true),
    ]

    // MARK: One and two characters

    static let shortQueries = [
      Case("wp2txt#27", [("a", "雨が降る。"), ("b", "雪が降る。")], [("雨", ["a"])]),
      Case(
        "obelisk#76", [("a", "db への接続設定"), ("b", "接続設定の例"), ("c", "天気の話")],
        [("+db +接続設定", ["a"]), ("db", ["a"])]),
      Case(
        "claude-mem PR #3810", [("a", "用户登录"), ("b", "the db is down"), ("c", "登山")],
        [("用户", ["a"]), ("db", ["b"])]),
      Case("openclaw PR #41810", [("a", "我们讨论了数据库"), ("b", "天气很好")], [("讨论", ["a"])]),
    ]

    // MARK: Kana, romaji, readings, variants

    static let scripts = [
      Case(
        "charabia#131", [("a", "ダメだと言う。"), ("b", "だめだと言う。"), ("c", "駄目だと言う。"), ("d", "雨だと言う。")],
        [("ダメ", ["a", "b", "c"]), ("だめ", ["a", "b", "c"]), ("駄目", ["a", "b", "c"])]),
      Case(
        "etterna#585; Tauon#1391", [("a", "夏祭りの夜"), ("b", "さくらんぼの歌"), ("c", "夜の歌")],
        [("natsumatsuri", ["a"]), ("sakuranbo", ["b"])]),
      Case(
        "yomichan#32; DaKanji#102", [("a", "東京の観光案内"), ("b", "京都の寺"), ("c", "天気の話")],
        [("toukyou 観光", ["a"]), ("kyouto 寺", ["b"])], isRanked: true),
      Case(
        "jpdb#110", [("a", "毒を飲む。"), ("b", "どくを飲む。"), ("c", "水を飲む。")],
        [("doku", ["a", "b"]), ("どく", ["a", "b"])]),
      Case(
        "aedict#675", [("a", "偏愛の話"), ("b", "へんあいの話"), ("c", "変ないきもの")],
        [("へんあい", ["a", "b"]), ("hen'ai", ["a", "b"])]),
      Case("aedict#474", [("a", "フライ返しを買う。"), ("b", "恩返しをする。")], [("furaigaeshi", ["a"])]),
      Case("pgroonga#171", [("a", "海が見える。"), ("b", "山が見える。")], [("うみ", ["a"]), ("umi", ["a"])]),
      Case(
        "elasticsearch-sudachi#29, #50, #55", [("a", "東京の寿司"), ("b", "富士山"), ("c", "天気の話")],
        [
          ("tōkyō", ["a"]), ("susi", ["a"]), ("sushi", ["a"]), ("fujisan", ["b"]),
          ("huzisan", ["b"]),
        ]),
      Case(
        "Nadeshiko#304", [("a", "東京と大阪"), ("b", "東京と京都"), ("c", "大阪と神戸")],
        [("＋東京　－大阪", ["b"]), ("「東京と」", ["a", "b"]), ("東京 -大阪", ["b"])]),
      Case("Lucene PR #12885", [("a", "マスキングテープ"), ("b", "マスクとテープ")], [("\"マスキング\"", ["a"])]),
      Case(
        "indigo#628; fts-xapian PR #199", [("a", "パリの街"), ("b", "ハリの治療"), ("c", "針の穴")],
        [("\"パリ\"", ["a"]), ("パリ", ["a"])]),
      Case(
        "elasticsearch#27292", [("a", "は゜りの街"), ("b", "村の話")], [("\"は゜り\"", ["a"])]),
      Case(
        "groonga#2487", [("a", "人々が集まる。"), ("b", "人人が集まる。"), ("c", "いすゞの車"), ("d", "鳥の声")],
        [("人々", ["a", "b"]), ("いすず", ["c"])], isRanked: true),
    ]

    // MARK: Inflection and dictionaries

    static let inflection = [
      Case(
        "pgroonga#170",
        [
          ("a", "本を読む。"), ("b", "本を読んだ。"), ("c", "本を読まない。"), ("d", "本を読めば分かる。"), ("e", "本を書く。"),
        ],
        [("読む", ["a", "b", "c", "d"]), ("読んだ", ["a", "b", "c", "d"])]),
      Case(
        "SudachiDict#39", [("a", "細部に拘る。"), ("b", "味にこだわる。"), ("c", "人にかかわる。"), ("d", "天気の話")],
        [("拘る", ["a", "b"])], isRanked: true),
      Case(
        "elasticsearch#46955", [("a", "関西国際空港に着く。"), ("b", "空港に着く。")],
        [("関西国際空港", ["a"]), ("空港", ["b", "a"])], isRanked: true),
      Case(
        "elasticsearch#35125", [("a", "東京の大学"), ("b", "東京大学"), ("c", "東京にある有名な古い国立の大学")],
        [("\"東京 大学\"~1", ["a", "b"])]),
      Case(
        "EhTagTranslation#309, PR #204",
        [("a", "寝取られの話"), ("b", "寝取らせの話"), ("c", "浮気の話")],
        [("寝取られ", ["a", "b"]), ("寝取らせ", ["b", "a"]), ("netorare", ["a"]), ("netorase", ["b"])],
        isRanked: true),
    ]

    // MARK: Highlighting and offsets

    /// What is pointed out of a text: the parts of the extract that match.
    private func marked(_ text: String, _ query: String) throws -> [String] {
      let index = try Fixture.index([("a", text)])
      let hit = try #require(try index.search(SearchRequest(query: query)).hits.first)
      for part in hit.snippet {
        let bytes = Array(text.utf8)[part.utf8Range]
        #expect(Array(part.text.utf8) == Array(bytes))
        #expect(String(validating: bytes, as: UTF8.self) == part.text)
        let utf16 = part.utf16Range(in: text)
        #expect(Array(text.utf16)[utf16].elementsEqual(part.text.utf16))
        #expect(Array(text)[part.characterRange(in: text)].elementsEqual(part.text))
      }
      return hit.snippet.filter(\.isMatch).map(\.text)
    }

    @Test(arguments: [
      ("meilisearch#3517, #3526, #894", "彼は東京に住んでいる。", "東京", ["東京"]),
      ("meilisearch#2149; instantsearch#5444", "👩‍👩‍👧 と寿司を食べる。", "寿司", ["寿司"]),
      ("typesense#2144", "日本語の文章の中の検索語を示す。", "検索語", ["検索語"]),
      ("groonga#1280, PR #1765; pgroonga PR #430", "全角　空白　の　後ろの鯨", "鯨", ["鯨"]),
      ("tantivy#2029", "絵文字👍🏽の後に魚がいる", "魚", ["魚"]),
      ("elasticsearch-sudachi#104", "㌔ﾒｰﾄﾙ and white paper", "white", ["white"]),
      ("groonga#437", "ねとられという題の話", "netorare", ["ねとられ"]),
      ("groonga#437, half width", "ﾈﾄﾗﾚという題の話", "寝取られ", ["ﾈﾄﾗﾚ"]),
    ])
    func highlightsAreExact(
      _ test: (reference: String, text: String, query: String, marks: [String])
    )
      throws
    {
      #expect(try marked(test.text, test.query) == test.marks, "\(test.reference)")
    }
  }
#endif
