// SPDX-License-Identifier: Apache-2.0

/// A file of synonym families in Solr's syntax, one rule a line:
///
///     # a comment
///     NTR, netorare, 寝取られ
///     i-pod, i pod => ipod
///
/// Members of a family, separated by commas, stand for each other. Of a mapping, what stands left of `=>`
/// is replaced by what stands right. A backslash takes the meaning of `,`, `=`, `#` and `\` away. Lines
/// that cannot be read are left out and reported; the others count.
public struct SynonymFile: Hashable, Sendable {
  /// One line.
  public struct Rule: Hashable, Sendable {
    /// The line, from 1.
    public var line: Int
    /// What is replaced, or the members of a family.
    public var terms: [String]
    /// What replaces it; nil for a family.
    public var replacements: [String]?
  }

  /// What is wrong with a line.
  public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public var line: Int
    /// What is wrong, as a sentence.
    public var description: String
    /// Whether the line is left out.
    public var isFault: Bool

    /// Creates a remark.
    public init(line: Int, description: String, isFault: Bool) {
      self.line = line
      self.description = description
      self.isFault = isFault
    }
  }

  /// The rules, in the order of the file.
  public private(set) var rules: [Rule] = []
  /// The lines that are left out, in the order of the file.
  public private(set) var faults: [Problem] = []

  /// Reads the bytes of a file.
  ///
  /// - Complexity: O(n) in the bytes.
  public init(bytes: [UInt8]) {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let lines = bytes[start...].split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard let text = String(validating: line, as: UTF8.self) else {
        fault(index + 1, "not UTF-8")
        continue
      }
      read(text, line: index + 1)
    }
  }

  private mutating func read(_ text: String, line: Int) {
    var sides: [[String]] = [[]]
    var member = ""
    var isEmpty = true
    var characters = text.unicodeScalars.makeIterator()
    var pending = characters.next()
    func trimmed(_ text: String) -> String {
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    while let character = pending {
      pending = characters.next()
      switch character {
      case "#" where isEmpty: return
      case "\\":
        guard let escaped = pending else { return fault(line, "\\ at the end of the line") }
        member.unicodeScalars.append(escaped)
        pending = characters.next()
        isEmpty = false
      case ",":
        sides[sides.count - 1].append(trimmed(member))
        member = ""
        isEmpty = false
      case "=" where pending == ">":
        sides[sides.count - 1].append(trimmed(member))
        sides.append([])
        member = ""
        pending = characters.next()
        isEmpty = false
      default:
        member.unicodeScalars.append(character)
        if !character.properties.isWhitespace { isEmpty = false }
      }
    }
    if isEmpty { return }
    sides[sides.count - 1].append(trimmed(member))
    if sides.count > 2 { return fault(line, "=> stands there twice") }
    if sides.joined().contains("") {
      return fault(line, "nothing stands before or after a comma or =>")
    }
    if sides.count == 1, sides[0].count < 2 {
      return fault(line, "a family needs two members, separated by commas")
    }
    rules.append(
      Rule(line: line, terms: sides[0], replacements: sides.count == 2 ? sides[1] : nil))
  }

  private mutating func fault(_ line: Int, _ description: String) {
    faults.append(Problem(line: line, description: description, isFault: true))
  }
}
