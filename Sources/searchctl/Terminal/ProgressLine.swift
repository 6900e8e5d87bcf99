// SPDX-License-Identifier: Apache-2.0

/// How far a run has come, as one line of text.
struct ProgressLine {
  /// Bytes read.
  var byteCount: Int64 = 0
  /// Bytes in all, or nil if that is not known.
  var totalByteCount: Int64?
  /// Documents read.
  var documentCount = 0
  /// Seconds since the beginning.
  var seconds = 0.0

  /// The line: a bar, the share, documents, rate and remaining time, at most `width` characters;
  /// without a total only documents, bytes and rate.
  func text(width: Int) -> String {
    let rate = seconds > 0 ? Double(documentCount) / seconds : 0
    var tail = "\(Self.grouped(documentCount)) documents  \(Self.grouped(Int(rate)))/s"
    guard let total = totalByteCount, total > 0 else {
      return String("\(Self.bytes(byteCount))  \(tail)".prefix(width))
    }
    let share = min(1, Double(byteCount) / Double(total))
    if share > 0, seconds >= 1 {
      tail += "  \(Self.time(seconds / share - seconds)) left"
    }
    let percent = "\(Int(share * 100))%"
    let head = String(repeating: " ", count: max(0, 4 - percent.count)) + percent + "  "
    let room = width - head.count - tail.count - 3
    guard room >= 10 else { return String((head + tail).prefix(width)) }
    let filled = Int(share * Double(room))
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: room - filled)
    return "[\(bar)] \(head)\(tail)"
  }

  /// A count with commas: 12,345.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(abs(number)))
    var result = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }

  /// A number of bytes in the largest fitting unit: 4.1 MB.
  static func bytes(_ count: Int64) -> String {
    var value = Double(count)
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 1000 { return unit == "B" ? "\(count) B" : "\(fixed(value, 1)) \(unit)" }
      value /= 1000
    }
    return "\(fixed(value, 1)) TB"
  }

  /// A time as 0:07 or 1:02:03.
  static func time(_ seconds: Double) -> String {
    let whole = Int(min(max(0, seconds.rounded()), 359_999))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let minutes = whole / 60 % 60
    return whole < 3600
      ? "\(minutes):\(two(whole % 60))" : "\(whole / 3600):\(two(minutes)):\(two(whole % 60))"
  }

  /// A number with a fixed number of digits behind the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    guard abs(value) * scale < 9e15 else { return "\(value)" }
    let scaled = Int64((abs(value) * scale).rounded())
    let whole = scaled / Int64(scale)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    if digits == 0 { return "\(sign)\(whole)" }
    let fraction = String(scaled % Int64(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(whole).\(zeros)\(fraction)"
  }
}
