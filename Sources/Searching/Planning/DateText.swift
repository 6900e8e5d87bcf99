// SPDX-License-Identifier: Apache-2.0
internal import DocumentModel

/// Dates as queries write them: a year, a month, a day or a full time.
enum DateText {
  /// The first and the last millisecond since 1970 that the text stands for, or nil.
  static func moments(of text: String) -> ClosedRange<Int64>? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count <= 3, let year = Int(parts[0]), parts[0].count == 4 else {
      return ISODate.milliseconds(from: text).map { $0...$0 }
    }
    let end: String
    switch parts.count {
    case 1: end = day(year + 1, 1, 1)
    case 2:
      guard let month = Int(parts[1]), (1...12).contains(month) else { return nil }
      end = month == 12 ? day(year + 1, 1, 1) : day(year, month + 1, 1)
    default:
      guard let start = ISODate.milliseconds(from: text) else { return nil }
      return parts[2].count == 2 ? start...start + 86_399_999 : start...start
    }
    let start = parts.count == 1 ? text + "-01-01" : text + "-01"
    guard let first = ISODate.milliseconds(from: start), let next = ISODate.milliseconds(from: end)
    else { return nil }
    return first...(next - 1)
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> String {
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}
