// SPDX-License-Identifier: Apache-2.0
import Storage
import Testing

@testable import TextAnalysis

/// Conformance data from outside: Debian's unicode-data.
struct UnicodeConformanceTests {
  private static let folder = "/usr/share/unicode"

  private static func lines(_ name: String) throws -> [Substring] {
    let bytes = try MappedFile(path: FilePath("\(folder)/\(name)")).bytes()
    return String(decoding: try bytes.array(0..<bytes.count), as: UTF8.self)
      .split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix("@") }
  }

  private static func text(_ codes: some StringProtocol) -> String {
    var view = String.UnicodeScalarView()
    for code in codes.split(separator: " ") {
      if let value = UInt32(code, radix: 16), let scalar = Unicode.Scalar(value) {
        view.append(scalar)
      }
    }
    return String(view)
  }

  /// Every code point folds as Unicode's table says.
  @Test(.enabled(if: (try? lines("DerivedNormalizationProps.txt")) != nil))
  func codePointsFoldAsTheTableSays() throws {
    var count = 0
    for line in try Self.lines("DerivedNormalizationProps.txt") {
      let data = line.prefix { $0 != "#" }
      let columns = data.split(separator: ";", omittingEmptySubsequences: false)
      guard columns.count >= 3, columns[1].contains("NFKC_CF") else { continue }
      let bounds = columns[0].filter { $0 != " " }.split(separator: ".").compactMap {
        UInt32($0, radix: 16)
      }
      guard let first = bounds.first, let last = bounds.last else { continue }
      for value in first...last {
        guard let scalar = Unicode.Scalar(value) else { continue }
        #expect(NormalizedText(String(scalar)).bytes == Array(Self.text(columns[2]).utf8))
        count += 1
      }
    }
    #expect(count > 10_000)
  }
}
