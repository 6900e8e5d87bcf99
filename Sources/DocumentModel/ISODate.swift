// SPDX-License-Identifier: Apache-2.0

/// Moments as ISO 8601 text, in the proleptic Gregorian calendar.
public enum ISODate {
  private static let millisecondsPerDay: Int64 = 86_400_000

  /// Milliseconds since 1970-01-01T00:00:00Z of a date or a date with a time.
  ///
  /// Forms: `2026`, `2026-11`, `2026-11-21` (their first moment in UTC), and a full date with
  /// `T` or a blank, `10:30`, `10:30:15` or `10:30:15.250`, and a zone: `Z`, `+09:00`, `+0900`, `+09`.
  /// A time without a zone, a day that does not exist and a leap second are refused.
  ///
  /// - Returns: The moment, or nil if the text is not of these forms. Digits below a millisecond
  ///   are cut off.
  /// - Complexity: O(length).
  public static func milliseconds(from text: String) -> Int64? {
    var scanner = DigitScanner(text)
    guard let year = scanner.number(digits: 4) else { return nil }
    if scanner.isAtEnd { return days(year: year, month: 1, day: 1) * millisecondsPerDay }
    guard scanner.skip("-"), let month = scanner.number(digits: 2), (1...12).contains(month) else {
      return nil
    }
    if scanner.isAtEnd { return days(year: year, month: month, day: 1) * millisecondsPerDay }
    guard scanner.skip("-"), let day = scanner.number(digits: 2),
      (1...dayCount(year: year, month: month)).contains(day)
    else { return nil }
    let date = days(year: year, month: month, day: day) * millisecondsPerDay
    if scanner.isAtEnd { return date }
    guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
      let time = scanner.time(), let zone = scanner.zone(), scanner.isAtEnd
    else { return nil }
    return date + time - zone
  }

  /// The moment as `2026-11-21`, or with its time in UTC where that is not midnight.
  public static func text(fromMilliseconds milliseconds: Int64) -> String {
    var days = milliseconds / millisecondsPerDay
    var rest = milliseconds % millisecondsPerDay
    if rest < 0 {
      days -= 1
      rest += millisecondsPerDay
    }
    let (year, month, day) = civil(days: days)
    let yearText =
      (0...9999).contains(year) ? padded(year, 4) : (year < 0 ? "-" : "+") + padded(abs(year), 6)
    let date = "\(yearText)-\(padded(month, 2))-\(padded(day, 2))"
    if rest == 0 { return date }
    let second = rest / 1000
    let time =
      "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    let fraction = rest % 1000
    return "\(date)T\(time)\(fraction == 0 ? "" : "." + padded(fraction, 3))Z"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func dayCount(year: Int64, month: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 of a date.
  ///
  /// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The date of a day since 1970-01-01; the inverse of `days`, from the same source.
  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }
}

/// Reads fixed-width numbers and signs from ASCII text.
private struct DigitScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  mutating func number(digits count: Int) -> Int64? {
    guard position + count <= bytes.count else { return nil }
    var value: Int64 = 0
    for byte in bytes[position..<position + count] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - 0x30)
    }
    position += count
    return value
  }

  /// Milliseconds since midnight.
  mutating func time() -> Int64? {
    guard let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2),
      minute < 60
    else { return nil }
    var milliseconds = (hour * 60 + minute) * 60_000
    guard skip(":") else { return milliseconds }
    guard let second = number(digits: 2), second < 60 else { return nil }
    milliseconds += second * 1000
    guard skip(".") || skip(",") else { return milliseconds }
    var unit: Int64 = 100
    var digitCount = 0
    while let digit = number(digits: 1) {
      milliseconds += digit * unit
      unit /= 10
      digitCount += 1
    }
    return digitCount > 0 ? milliseconds : nil
  }

  /// Milliseconds that local time is ahead of UTC.
  mutating func zone() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let isAhead = skip("+")
    guard isAhead || skip("-"), let hour = number(digits: 2), hour < 24 else { return nil }
    var minutes = hour * 60
    if !isAtEnd {
      _ = skip(":")
      guard let minute = number(digits: 2), minute < 60 else { return nil }
      minutes += minute
    }
    return (isAhead ? minutes : -minutes) * 60_000
  }
}
