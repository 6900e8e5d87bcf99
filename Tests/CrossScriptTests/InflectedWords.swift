// SPDX-License-Identifier: Apache-2.0

/// Common Japanese words and their inflected forms, made by the rules of school grammar, independently of
/// the engine and its dictionaries.
enum InflectedWords {
  /// A form and the dictionary form that it is expected under.
  struct Form {
    var text: String
    var base: String
  }

  /// All forms of all words.
  static var all: [Form] {
    godanVerbs.flatMap(godan) + ichidanVerbs.flatMap { forms(of: $0, behind: ichidanEndings) }
      + forms(of: "来る", behind: ichidanEndings) + suruVerbs.flatMap(suru)
      + adjectives.flatMap { forms(of: $0, behind: adjectiveEndings) }
  }

  static let godanVerbs = words(
    """
    書く 聞く 行く 歩く 働く 開く 着く 置く 引く 泣く 弾く 焼く 乾く
    続く 磨く 抜く 描く 動く 届く 叩く 輝く 巻く 咲く 気付く 驚く 泳ぐ
    急ぐ 脱ぐ 騒ぐ 注ぐ 防ぐ 継ぐ 稼ぐ 話す 出す 消す 返す 貸す 探す
    直す 押す 渡す 示す 残す 隠す 壊す 思い出す 過ごす 起こす 落とす
    許す 倒す 増やす 冷やす 試す 離す 殺す 写す 待つ 持つ 立つ 勝つ
    打つ 育つ 保つ 放つ 死ぬ 遊ぶ 呼ぶ 飛ぶ 選ぶ 学ぶ 運ぶ 並ぶ 喜ぶ
    結ぶ 叫ぶ 転ぶ 読む 飲む 住む 休む 頼む 進む 盗む 包む 楽しむ 悩む
    沈む 踏む 組む 噛む 含む 込む 悲しむ 望む 作る 取る 乗る 送る 売る
    座る 走る 帰る 入る 切る 知る 終わる 始まる 分かる 降る 止まる 登る
    曲がる 困る 怒る 守る 残る 渡る 触る 眠る 踊る 握る 祈る 断る
    上がる 下がる 集まる 決まる 見つかる 治る 光る 謝る 変わる 頑張る
    滑る 減る 蹴る 釣る 掘る 塗る 折る 寝取る 買う 会う 使う 言う 思う
    歌う 洗う 習う 払う 笑う 吸う 違う 手伝う 迷う 追う 合う 拾う 縫う
    誘う 救う 願う 戦う 従う 失う 味わう
    """)

  static let ichidanVerbs = words(
    """
    食べる 見る 寝る 起きる 着る 出る 開ける 閉める 教える 覚える 考える
    答える 忘れる 始める 止める 集める 決める 入れる 見せる 伝える 変える
    増える 消える 生きる 借りる 降りる 落ちる 過ぎる 信じる 感じる 調べる
    比べる 続ける 助ける 受ける 付ける 見つける 届ける 逃げる 投げる
    上げる 下げる 曲げる 捨てる 育てる 建てる 慣れる 離れる 流れる 倒れる
    疲れる 生まれる 別れる 晴れる 遅れる 壊れる 割れる 汚れる 褒める
    認める 求める 勧める 温める 眺める 諦める 植える 数える 迎える 抱える
    与える 加える 燃える 冷える 見える 聞こえる 似る 浴びる 伸びる 用いる
    率いる 混ぜる 載せる 任せる 痩せる 尋ねる 重ねる 訪ねる 跳ねる
    """)

  static let suruVerbs = words(
    """
    勉強する 運動する 料理する 掃除する 旅行する 電話する 研究する 説明する
    結婚する 確認する
    """)

  static let adjectives = words(
    """
    高い 安い 新しい 古い 大きい 小さい 長い 短い 強い 弱い 早い 遅い
    暑い 寒い 熱い 冷たい 暖かい 涼しい 楽しい 嬉しい 悲しい 寂しい
    面白い 難しい 易しい 美しい 赤い 青い 白い 黒い 明るい 暗い 広い
    狭い 重い 軽い 近い 遠い 多い 少ない 甘い 辛い 苦い 酸っぱい 忙しい
    若い 良い 悪い 美味しい 怖い 痛い 眠い 優しい 厳しい 珍しい
    恥ずかしい 細い 太い 深い 浅い
    """)

  private static let ichidanEndings = words(
    """
    る ない なかった ます ました た て ている てる とく ちゃった てしまう れば られる
    られなかった られた させる させられた よう たい たがる すぎる やすい にくい 始める ながら
    そう たら
    """)

  private static let adjectiveEndings = words(
    """
    い く くて くない くなかった かった ければ さ すぎる そう かったら くなる くても かろう
    くありません
    """)

  private static let suruEndings = words(
    """
    する しない しなかった します しました した して している してる しとく しちゃった
    してしまう すれば できる できなかった される された させる させられた しよう したい
    したがる しすぎる しやすい しにくい し始める しながら しそう したら
    """)

  /// What stands behind the stems in あ, い, え and お.
  private static let rowEndings: [(row: Int, endings: [String])] = [
    (0, words("ない なかった れる れた せる せられた")),
    (1, words("ます ました たい たがる すぎる やすい にくい 始める ながら そう")),
    (3, words("ば る なかった")), (4, words("う")),
  ]

  private static let rows: [Character: [Character]] = [
    "う": Array("わいうえお"), "く": Array("かきくけこ"), "ぐ": Array("がぎぐげご"), "す": Array("さしすせそ"),
    "つ": Array("たちつてと"), "ぬ": Array("なにぬねの"), "ぶ": Array("ばびぶべぼ"), "む": Array("まみむめも"),
    "る": Array("らりるれろ"),
  ]

  /// What the ending of a verb is before た, and whether た is voiced there.
  private static let sounds: [Character: (text: String, isVoiced: Bool)] = [
    "う": ("っ", false), "つ": ("っ", false), "る": ("っ", false), "く": ("い", false), "ぐ": ("い", true),
    "す": ("し", false), "ぬ": ("ん", true), "ぶ": ("ん", true), "む": ("ん", true),
  ]

  private static func godan(_ verb: String) -> [Form] {
    guard let ending = verb.last, let row = rows[ending], var sound = sounds[ending] else {
      return []
    }
    if verb == "行く" { sound.text = "っ" }
    let stem = verb.dropLast()
    var texts = [verb]
    for (place, endings) in rowEndings {
      texts += endings.map { "\(stem)\(row[place])\($0)" }
    }
    // 待たされる for 待たせられる; verbs in す have no such form.
    if ending != "す" { texts.append("\(stem)\(row[0])される") }
    let plain = words("た て ている てる とく ちゃった てしまう たら")
    let voiced = words("だ で でいる でる どく じゃった でしまう だら")
    texts += (sound.isVoiced ? voiced : plain).map { "\(stem)\(sound.text)\($0)" }
    return texts.map { Form(text: $0, base: verb) }
  }

  private static func suru(_ verb: String) -> [Form] {
    let noun = String(verb.dropLast(2))
    return suruEndings.map { Form(text: noun + $0, base: noun) }
  }

  private static func forms(of word: String, behind endings: [String]) -> [Form] {
    endings.map { Form(text: word.dropLast() + $0, base: word) }
  }

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
