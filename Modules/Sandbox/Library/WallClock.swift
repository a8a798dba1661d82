import Glibc

/// Where `os.time` takes the time from.
struct WallClock: Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  let seconds: @Sendable () -> Int

  /// The system's clock.
  static let system = WallClock { time(nil) }
}
