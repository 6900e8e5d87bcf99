// SPDX-License-Identifier: Apache-2.0

/// Kanji in the form they had before the reforms of 1946 to 1981, and variants that stand in names, with
/// the form that is usual today (學 is 学, 髙 高).
///
/// The pairs are the forms in parentheses of the table of kanji for common use (常用漢字表, Cabinet Notice
/// 2 of 2010) and those of the list of kanji for names (人名用漢字別表), which are free of copyright in Japan
/// as notices of the state, in the arrangement of kyujipy 0.6.8 (MIT licence, copyright 2017-2025 Emmanuel
/// Ternon; see NOTICE), and variants common in family names. What NFKC folds is left out.
package enum OldKanji {
  /// The usual form of a code unit, or nil where it is one.
  static func modern(of unit: UInt32) -> UInt32? {
    isOld[Int(unit & 0xFFFF)] ? table[unit] : nil
  }

  /// Writes the usual forms into a text in place, within a range; no byte moves.
  ///
  /// - Returns: whether anything changed.
  /// - Complexity: O(n) in the bytes of the range.
  static func modernize(_ text: inout [UInt8], in range: Range<Int>) -> Bool {
    var hasChanged = false
    var offset = range.lowerBound
    while offset < range.upperBound {
      let length = UTF8Decoding.length(text[offset])
      // Han characters of three bytes begin with E4 to E9 or EF.
      if length == 3, text[offset] > 0xE3, offset + 3 <= range.upperBound,
        let unit = modern(of: UTF8Decoding.threeByteUnit(text.span, offset))
      {
        text[offset] = 0xE0 | UInt8(unit >> 12)
        text[offset + 1] = 0x80 | UInt8(unit >> 6 & 0x3F)
        text[offset + 2] = 0x80 | UInt8(unit & 0x3F)
        hasChanged = true
      }
      offset += length
    }
    return hasChanged
  }

  /// The text with usual forms only.
  package static func modernized(_ text: [UInt8]) -> [UInt8] {
    var text = text
    _ = modernize(&text, in: 0..<text.count)
    return text
  }

  private static let table: [UInt32: UInt32] = {
    var table: [UInt32: UInt32] = [:]
    for group in groups.split(whereSeparator: \.isWhitespace) {
      let units = group.unicodeScalars.map(\.value)
      for old in units.dropFirst() { table[old] = units[0] }
    }
    return table
  }()

  private static let isOld: [Bool] = {
    var isOld = [Bool](repeating: false, count: 1 << 16)
    for unit in table.keys { isOld[Int(unit)] = true }
    return isOld
  }()

  /// Each usual form with its old ones behind it.
  private static let groups = """
    亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 飲飮 隠隱 栄榮 営營 鋭銳 衛衞 駅驛
    悦悅 閲閱 円圓 塩鹽 縁緣 艶艷 応應 欧歐 殴毆 桜櫻 奥奧 横橫 温溫 穏穩
    仮假 価價 画畫 会會 絵繪 壊壞 懐懷 概槪 拡擴 殻殼 覚覺 学學 岳嶽 楽樂
    渇渴 缶罐 巻卷 陥陷 勧勸 寛寬 関關 歓歡 観觀 顔顏 気氣 帰歸 亀龜 偽僞
    戯戲 犠犧 旧舊 拠據 挙擧 虚虛 峡峽 挟挾 狭狹 教敎 郷鄕 暁曉 区區 駆驅
    勲勳 薫薰 径徑 茎莖 恵惠 掲揭 渓溪 経經 蛍螢 軽輕 継繼 鶏鷄 芸藝 撃擊
    欠缺 研硏 県縣 倹儉 剣劍 険險 圏圈 検檢 献獻 権權 顕顯 験驗 厳嚴 戸戶
    呉吳 娯娛 広廣 効效 恒恆 黄黃 鉱鑛 号號 告吿 国國圀 黒黑 砕碎 済濟 斎齋
    歳歲 剤劑 雑雜 参參 桟棧 蚕蠶 惨慘 産產 賛贊 残殘 糸絲 歯齒 児兒 辞辭
    湿濕 実實 写寫 舎舍 釈釋 寿壽 収收 従從 渋澁 獣獸 縦縱 粛肅 処處 緒緖
    叙敍 尚尙 将將 称稱 渉涉 焼燒 証證 奨奬 条條 状狀 乗乘 浄淨 剰剩 畳疊
    縄繩 壌壤 嬢孃 譲讓 醸釀 触觸 嘱囑 真眞 寝寢 慎愼 尽盡 図圖 粋粹 酔醉
    穂穗 随隨 髄髓 枢樞 数數 瀬瀨 声聲 青靑 斉齊 清淸 静靜 税稅 窃竊 摂攝
    説說 絶絕 専專 浅淺 戦戰 践踐 銭錢 潜潛 繊纖 禅禪 双雙 壮壯 争爭 荘莊
    捜搜 挿插 巣巢 曽曾 痩瘦 装裝 総總 騒騷 増增 蔵藏 臓臟 即卽 属屬 続續
    堕墮 対對 体體 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 脱脫 担擔 単單 胆膽 団團
    断斷 弾彈 遅遲 痴癡 虫蟲 昼晝 鋳鑄 庁廳 徴徵 聴聽 勅敕 鎮鎭 逓遞 鉄鐵
    点點 転轉 伝傳 灯燈 当當 党黨 盗盜 稲稻 闘鬭鬥鬪鬬 徳德 独獨 読讀 届屆
    内內 弐貳 悩惱 脳腦 覇霸 拝拜 廃廢 売賣 麦麥 発發 髪髮 抜拔 晩晚 蛮蠻
    秘祕 浜濱濵 瓶甁 払拂 仏佛 併倂 並竝 餅餠 辺邊邉 変變 歩步 舗舖 宝寶 豊豐
    褒襃 没沒 翻飜 毎每 万萬 満滿 麺麵 黙默 弥彌 訳譯 薬藥 与與 予豫 余餘
    誉譽 揺搖 様樣 謡謠 来來 頼賴 乱亂 覧覽 竜龍 両兩 猟獵 緑綠 涙淚 塁壘
    礼禮 励勵 戻戾 霊靈 隷隸 齢齡 暦曆 歴歷 恋戀 錬鍊 炉爐 労勞 郎郞 楼樓
    篭籠 録錄 湾灣 尭堯 巌巖 掴摑 彦彥 桧檜 槙槇 瑶瑤 祢禰 祷禱 禄祿 穣穰
    箪簞 聡聰 遥遙 唖啞 嘘噓 頴穎 鴎鷗 躯軀 鴬鶯 撹攪 麹麴 鹸鹼 噛嚙 繍繡
    蒋蔣 醤醬 掻搔 屏屛 并幷 沪濾 芦蘆 蝋蠟 弯彎 焔焰 砿礦 讃讚 顛顚 巔巓
    醗醱 溌潑 輌輛 繋繫 涜瀆 侭儘 薮藪 蝿蠅 媯嬀 騨驒 亘亙 凛凜 晃晄 晋晉
    萌萠 高髙 島嶋嶌 富冨 崎﨑碕 館舘 淵渕 桑桒 弁辨瓣辯 船舩 竈竃 蛎蠣 壷壺
    涛濤
    """
}
