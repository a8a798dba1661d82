/// An error that a script raised and did not catch.
public struct LuaFailure: Sendable {
  /// What `tostring` would show of the error value, with the place where it was raised.
  ///
  /// At most about 4 KiB. A script's own `__tostring` is not asked.
  public let message: String
  /// The stack of Lua calls where it was raised; empty for text that does not compile.
  public let traceback: String
  /// The error value, copied: often a string.
  public let value: LuaValue
  /// The Swift error that a host function threw, where that is what the script did not catch.
  public let cause: (any Error)?
  /// The error value itself, so that it can go on as it is.
  let reference: LuaReference?
}

extension LuaFailure: Hashable {
  /// The same words and the same value.
  public static func == (one: LuaFailure, other: LuaFailure) -> Bool {
    one.message == other.message && one.traceback == other.traceback && one.value == other.value
  }

  /// By its message.
  public func hash(into hasher: inout Hasher) { hasher.combine(message) }
}

extension LuaFailure: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
