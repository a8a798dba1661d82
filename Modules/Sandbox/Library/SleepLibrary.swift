import LuaBridge
import Reactor

/// `sleep(seconds)`: the script waits, others run.
enum SleepLibrary {
  static let sleep = HostFunction { (arguments: LuaArguments) throws -> Void in
    let seconds = try arguments.number(0)
    guard seconds >= 0 else {
      throw LuaError.badArgument(
        index: 0,
        expected: "a number of seconds, 0 or more,",
        got: String(seconds)
      )
    }
    try Fiber.sleep(for: duration(seconds))
  }

  /// A century is as good as any longer time: the deadline comes first.
  private static func duration(_ seconds: Double) -> Duration {
    .nanoseconds(Int64(min(seconds, 3_155_760_000) * 1e9))
  }
}
