// SPDX-License-Identifier: Apache-2.0

/// Rows of text in columns of equal width on a terminal, where East Asian wide characters take two
/// places.
struct Table {
  /// The head and the rows; all have the same number of cells.
  var rows: [[String]]

  /// The rows as lines, columns two blanks apart.
  func text(_ style: TextStyle) -> String {
    guard let head = rows.first else { return "" }
    var widths = [Int](repeating: 0, count: head.count)
    for row in rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], Self.width(cell)) }
    }
    var text = ""
    for (number, row) in rows.enumerated() {
      var line = ""
      for (index, cell) in row.enumerated() {
        line += cell
        if index + 1 < row.count {
          line += String(repeating: " ", count: widths[index] - Self.width(cell) + 2)
        }
      }
      text += (number == 0 ? style.dim(line) : line) + "\n"
    }
    return text
  }

  /// The places that a text takes on a terminal.
  static func width(_ text: String) -> Int {
    var width = 0
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: continue
      default: break
      }
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
        0x20000...0x3FFFD:
        width += 2
      default: width += 1
      }
    }
    return width
  }
}
