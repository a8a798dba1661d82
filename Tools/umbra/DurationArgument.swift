import ArgumentParser

/// A duration on the command line: a number and a unit, `2s`, `1.5s`, `500ms`, `250us`, `1m`, `1h`.
struct DurationArgument: ExpressibleByArgument {
  let duration: Duration

  init(_ duration: Duration) {
    self.duration = duration
  }

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = String(argument[digits.endIndex...])
    guard let count = Double(digits), let seconds = Self.units[unit] else { return nil }
    let total = count * seconds
    guard total.isFinite, total < 1e9 else { return nil }
    duration = .nanoseconds(Int64(total * 1e9))
  }

  private static let units = ["s": 1, "ms": 1e-3, "us": 1e-6, "m": 60, "h": 3600, "": 1]

  var defaultValueDescription: String { "\(duration.components.seconds)s" }
}
