import LuaBridge

/// `os.time`, `os.date`, `os.clock` and `os.difftime` (manual, section 6.9), by the host: the C
/// library's take locks, and show the host's time zone.
///
/// Scripts live in UTC. Their clocks are coarse, so that they are of no use for measuring the host:
/// `os.time` counts seconds, `os.clock` hundredths of a second of the script's own CPU time.
struct OSLibrary: Sendable {
  let clock: WallClock

  var functions: [(path: [String], function: HostFunction)] {
    [
      (["os", "time"], HostFunction(time)),
      (["os", "date"], HostFunction(date)),
      (["os", "clock"], HostFunction(body: { vm, _ in .one(.number(Self.clock(vm.cpuTime))) })),
      (["os", "difftime"], HostFunction { try $0.number(0) - $0.number(1) }),
    ]
  }

  private static func clock(_ used: Duration) -> Double {
    let (seconds, attoseconds) = used.components
    return Double(seconds) + Double(attoseconds / 10_000_000_000_000_000) / 100
  }

  private func time(_ arguments: LuaArguments) throws(LuaError) -> Int {
    guard arguments.optional(0) != nil else { return clock.seconds() }
    let table = try arguments.table(0)
    let date = CivilDate(
      year: try field("year", table),
      month: try field("month", table),
      day: try field("day", table),
      hour: try field("hour", table, default: 12),
      minute: try field("min", table, default: 0),
      second: try field("sec", table, default: 0)
    )
    guard let date else {
      throw .host("time result cannot be represented in this installation")
    }
    return date.secondsSinceEpoch
  }

  private func field(_ name: String, _ table: LuaTable, default: Int? = nil) throws(LuaError) -> Int
  {
    switch table[name] {
    case .integer(let value): return Int(value)
    case .number(let value):
      guard let whole = Int(exactly: value) else {
        throw .host("field '\(name)' is not an integer")
      }
      return whole
    case .nil:
      guard let `default` else { throw .host("field '\(name)' missing in date table") }
      return `default`
    default: throw .host("field '\(name)' is not an integer")
    }
  }

  private func date(_ arguments: LuaArguments) throws(LuaError) -> LuaValue {
    var format = arguments.optional(0) == nil ? "%c" : try arguments.string(0)
    let seconds = arguments.optional(1) == nil ? clock.seconds() : try arguments.integer(1)
    // Years past an int have no date in C either.
    guard seconds.magnitude < 67_768_036_191_676_799 else {
      throw .host("date result cannot be represented in this installation")
    }
    if format.hasPrefix("!") { format.removeFirst() }
    let date = CivilDate(secondsSinceEpoch: seconds)
    if format.hasPrefix("*t") { return .table(table(of: date)) }
    return .string(try DateFormat.format(format, date))
  }

  private func table(of date: CivilDate) -> LuaTable {
    [
      "year": date.year.luaValue, "month": date.month.luaValue, "day": date.day.luaValue,
      "hour": date.hour.luaValue, "min": date.minute.luaValue, "sec": date.second.luaValue,
      "wday": (date.weekday + 1).luaValue, "yday": date.dayOfYear.luaValue, "isdst": false,
    ]
  }
}
