import LuaBridge

/// The conversions of `os.date` (ISO C's `strftime`, in the C locale and UTC).
enum DateFormat {
  private static let days = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  /// The most that a format may make, in bytes.
  static let most = 1 << 16

  static func format(_ format: String, _ date: CivilDate) throws(LuaError) -> String {
    var result = ""
    var rest = format[...]
    while let character = rest.popFirst() {
      guard result.utf8.count < most else { throw .tooLarge("the date is") }
      if character == "%" {
        result += try conversion(&rest, date)
      } else {
        result.append(character)
      }
    }
    return result
  }

  private static func conversion(_ rest: inout Substring, _ date: CivilDate) throws(LuaError)
    -> String
  {
    guard let name = rest.popFirst() else { throw invalid("%") }
    // The modifiers E and O ask for a locale's own forms; the C locale has none.
    if name == "E" || name == "O" {
      guard let inner = rest.popFirst(), (name == "E" ? "cCxXyY" : "deHImMSuUVwWy").contains(inner)
      else { throw invalid("%\(name)\(rest.first.map(String.init) ?? "")") }
      return try text(inner, date)
    }
    return try text(name, date)
  }

  private static func invalid(_ what: String) -> LuaError {
    .host("bad argument #1 to 'date' (invalid conversion specifier '\(what)')")
  }

  private static func text(_ name: Character, _ date: CivilDate) throws(LuaError) -> String {
    if let text = try composite(name, date) ?? names(name, date) ?? clock(name, date) {
      return text
    }
    switch name {
    case "d": return two(date.day)
    case "e": return date.day < 10 ? " \(date.day)" : String(date.day)
    case "m": return two(date.month)
    case "y": return two(date.year.flooredRemainder(by: 100))
    case "Y": return String(date.year)
    case "C": return two(date.year.flooredQuotient(by: 100))
    case "j": return padded(date.dayOfYear, 3)
    case "u": return String(date.weekday == 0 ? 7 : date.weekday)
    case "w": return String(date.weekday)
    case "U": return two((date.dayOfYear + 6 - date.weekday) / 7)
    case "W": return two((date.dayOfYear + 6 - (date.weekday + 6) % 7) / 7)
    case "G": return String(isoWeek(date).year)
    case "g": return two(isoWeek(date).year.flooredRemainder(by: 100))
    case "V": return two(isoWeek(date).week)
    case "s": return String(date.secondsSinceEpoch)
    default: throw invalid("%\(name)")
    }
  }

  private static func composite(_ name: Character, _ date: CivilDate) throws(LuaError) -> String? {
    switch name {
    case "c": try format("%a %b %e %H:%M:%S %Y", date)
    case "D", "x": try format("%m/%d/%y", date)
    case "F": try format("%Y-%m-%d", date)
    case "R": try format("%H:%M", date)
    case "T", "X": try format("%H:%M:%S", date)
    case "r": try format("%I:%M:%S %p", date)
    default: nil
    }
  }

  private static func names(_ name: Character, _ date: CivilDate) -> String? {
    switch name {
    case "A": days[date.weekday]
    case "a": String(days[date.weekday].prefix(3))
    case "B": months[date.month - 1]
    case "b", "h": String(months[date.month - 1].prefix(3))
    case "Z": "UTC"
    case "z": "+0000"
    case "n": "\n"
    case "t": "\t"
    case "%": "%"
    default: nil
    }
  }

  private static func clock(_ name: Character, _ date: CivilDate) -> String? {
    switch name {
    case "H": two(date.hour)
    case "I": two((date.hour + 11) % 12 + 1)
    case "M": two(date.minute)
    case "S": two(date.second)
    case "p": date.hour < 12 ? "AM" : "PM"
    default: nil
    }
  }

  /// The week that holds the date's Thursday (ISO 8601).
  private static func isoWeek(_ date: CivilDate) -> (year: Int, week: Int) {
    let thursday = date.dayNumber - (date.weekday + 6) % 7 + 3
    let there = CivilDate(secondsSinceEpoch: thursday * 86_400)
    return (there.year, (there.dayOfYear - 1) / 7 + 1)
  }

  private static func two(_ value: Int) -> String { padded(value, 2) }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
