// SPDX-License-Identifier: Apache-2.0

/// A number and what it is made of.
public struct Explanation: Sendable, Hashable, Codable {
  /// The number; of a whole hit exactly its score.
  public var value: Float
  /// What the number is.
  public var description: String
  /// The numbers it is computed from, in the order of the computation.
  public var details: [Explanation]

  /// Creates an explanation.
  public init(value: Float, description: String, details: [Explanation] = []) {
    self.value = value
    self.description = description
    self.details = details
  }

  /// The tree as text, one number a line, details indented by two blanks.
  public var text: String {
    var lines: [String] = []
    append(to: &lines, depth: 0)
    return lines.joined(separator: "\n")
  }

  private func append(to lines: inout [String], depth: Int) {
    lines.append(String(repeating: "  ", count: depth) + "\(value)  \(description)")
    for detail in details { detail.append(to: &lines, depth: depth + 1) }
  }
}
