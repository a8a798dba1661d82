import LuaBridge
import Sandbox

/// A report as one line of JSON (RFC 8259).
///
/// What JSON has no form for becomes a string: NaN and the infinities as `"nan"`, `"inf"`, `"-inf"`,
/// bytes that are not UTF-8 with replacement characters; functions and the like, and tables inside themselves
/// or more than 100 deep, by their type's name. A table is an array where all it has lies at 1, 2, 3 ... (an
/// empty one too), and otherwise an object, whose names are in order. Keys that are no strings are written
/// as they read, in brackets where a string reads the same: `{'a', ['1'] = 'b'}` is `{"1":"b","[1]":"a"}`.
enum JSONReport {
  static func line(_ report: ScriptReport, file: String) -> String {
    let usage = report.usage
    return object([
      ("file", string(file)),
      ("verdict", string(report.verdict.description)),
      ("message", report.message.map(string) ?? "null"),
      ("result", array(report.results.map(value))),
      (
        "usage",
        object([
          ("cpuMilliseconds", number(milliseconds(usage.cpu))),
          ("memoryPeakBytes", String(usage.memoryPeak)),
          ("hostCalls", String(usage.hostCalls)),
          ("outputBytes", String(usage.outputBytes)),
        ])
      ),
    ])
  }

  private static func milliseconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) * 1000 + Double(attoseconds / 1_000_000_000_000) / 1000
  }

  static func value(_ value: LuaValue) -> String {
    switch value {
    case .nil: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): number(value)
    case .string(let value): string(value)
    case .bytes(let value): string(String(decoding: value, as: UTF8.self))
    case .table(let value): table(value)
    case .function, .coroutine, .object, .opaque: string(value.description)
    }
  }

  private static func table(_ table: LuaTable) -> String {
    guard !table.fields.isEmpty else { return array(table.array.map(value)) }
    var parts: [String: String] = [:]
    for (key, value) in table.fields {
      if case .string(let name) = key { parts[name] = self.value(value) }
    }
    let numbered = table.array.enumerated().map { (key: ($0 + 1).luaValue, value: $1) }
    let others = table.fields.filter { $0.key.stringValue == nil }.sorted { "\($0)" < "\($1)" }
    for (key, value) in numbered + others where !value.isNil { add(key, value, to: &parts) }
    return object(parts.sorted { $0.key < $1.key })
  }

  private static func add(_ key: LuaValue, _ value: LuaValue, to parts: inout [String: String]) {
    var name = key.description
    while parts[name] != nil { name = "[\(name)]" }
    parts[name] = self.value(value)
  }

  private static func number(_ number: Double) -> String {
    if number.isNaN { return string("nan") }
    if number.isInfinite { return string(number < 0 ? "-inf" : "inf") }
    return number.description
  }

  private static func array(_ parts: [String]) -> String {
    "[" + parts.joined(separator: ",") + "]"
  }

  private static func object(_ parts: [(key: String, value: String)]) -> String {
    "{" + parts.map { string($0.key) + ":" + $0.value }.joined(separator: ",") + "}"
  }

  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\0"..<" ", "\u{7f}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
