/// A point in time as Date and its like have it (RFC 9110, 5.6.7).
struct HTTPDate: CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z.
  let seconds: Int

  /// `Sun, 06 Nov 1994 08:49:37 GMT`.
  var description: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the 29 characters of it.
  ///
  /// The year is to have four digits.
  func append(to bytes: inout [UInt8]) {
    let days = (seconds < 0 ? seconds - 86399 : seconds) / 86400
    let time = seconds - days * 86400
    let (year, month, day) = HTTPDate.civil(days)
    bytes.append(HTTPDate.weekdays[(days % 7 + 11) % 7])
    bytes.append(", ")
    bytes.append(day, width: 2)
    bytes.append(ASCII.space)
    bytes.append(HTTPDate.months[month - 1])
    bytes.append(ASCII.space)
    bytes.append(year, width: 4)
    bytes.append(ASCII.space)
    bytes.append(time / 3600, width: 2)
    bytes.append(ASCII.colon)
    bytes.append(time / 60 % 60, width: 2)
    bytes.append(ASCII.colon)
    bytes.append(time % 60, width: 2)
    bytes.append(" GMT")
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The Gregorian date of a day, counted from 1970-01-01.
  ///
  /// Years begin in March, so that the leap day is the last (Howard Hinnant, "chrono-compatible
  /// low-level date algorithms").
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let leapDays = dayOfEra / 1460 - dayOfEra / 36524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

/// The line for Date, made once a second.
final class DateLine {
  private var seconds = Int.min
  private var line: [UInt8] = []

  /// `Date: ...` with its CRLF.
  ///
  /// - Parameter seconds: The time, in seconds since 1970.
  /// - Returns: The line.
  func bytes(at seconds: Int) -> [UInt8] {
    guard seconds != self.seconds else { return line }
    var bytes = Array("Date: ".utf8)
    HTTPDate(seconds: seconds).append(to: &bytes)
    bytes.appendLineEnd()
    self.seconds = seconds
    line = bytes
    return bytes
  }
}
