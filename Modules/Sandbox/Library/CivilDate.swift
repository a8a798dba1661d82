/// A date and time of the Gregorian calendar in UTC: what `os.date` and `os.time` are made of.
///
/// Written here, since the C library's functions lock, read the host's time zone and its locale.
/// The arithmetic of days is Howard Hinnant's ("chrono-Compatible Low-Level Date Algorithms").
struct CivilDate: Equatable {
  var year: Int
  var month: Int
  var day: Int
  var hour = 0
  var minute = 0
  var second = 0

  /// The date of a number of seconds since 1970-01-01T00:00:00Z.
  init(secondsSinceEpoch: Int) {
    let days = secondsSinceEpoch.flooredQuotient(by: 86_400)
    let rest = secondsSinceEpoch - days * 86_400
    (year, month, day) = Self.date(ofDay: days)
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
  }

  /// A date of fields that may be out of range, as `os.time` takes them: the 14th month is
  /// February.
  ///
  /// Nil where the year is beyond what Lua's C library takes (an `int`).
  init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    let fields = [year, month, day, hour, minute, second]
    guard fields.allSatisfy({ $0.magnitude <= Int32.max }) else { return nil }
    let months = year * 12 + month - 1
    let whole = months.flooredQuotient(by: 12)
    let first = Self.dayNumber(year: whole, month: months - whole * 12 + 1, day: 1)
    self.init(
      secondsSinceEpoch: (first + day - 1) * 86_400 + hour * 3600 + minute * 60 + second
    )
  }

  var secondsSinceEpoch: Int {
    dayNumber * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// Days since 1970-01-01.
  var dayNumber: Int { Self.dayNumber(year: year, month: month, day: day) }
  /// 0 is Sunday.
  var weekday: Int { (dayNumber + 4).flooredRemainder(by: 7) }
  /// 1 is the first of January.
  var dayOfYear: Int { dayNumber - Self.dayNumber(year: year, month: 1, day: 1) + 1 }

  private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.flooredQuotient(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func date(ofDay number: Int) -> (Int, Int, Int) {
    let shifted = number + 719_468
    let era = shifted.flooredQuotient(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1
    )
  }
}

extension Int {
  func flooredQuotient(by divisor: Int) -> Int {
    self / divisor - (self % divisor < 0 ? 1 : 0)
  }

  func flooredRemainder(by divisor: Int) -> Int {
    self - flooredQuotient(by: divisor) * divisor
  }
}
