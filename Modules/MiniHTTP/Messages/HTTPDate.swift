import Glibc

/// The `Date` field (RFC 9110, section 5.6.7).
enum HTTPDate {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func now() -> String {
    text(of: time(nil))
  }

  static func text(of seconds: time_t) -> String {
    var seconds = seconds
    var date = tm()
    gmtime_r(&seconds, &date)
    let day = "\(days[Int(date.tm_wday)]), \(two(date.tm_mday)) \(months[Int(date.tm_mon)])"
    let clock = "\(two(date.tm_hour)):\(two(date.tm_min)):\(two(date.tm_sec))"
    return "\(day) \(date.tm_year + 1900) \(clock) GMT"
  }

  private static func two(_ value: Int32) -> String {
    value < 10 ? "0\(value)" : String(value)
  }
}
