import CLua
import CLuaShims
import Reactor

/// A coroutine of a script, held by the host while the script runs.
///
/// ```swift
/// environment.register("drain") { arguments in
///   let coroutine = try arguments.coroutine(0)
///   var all: [LuaValue] = []
///   while try coroutine.status() == .suspended { all += try coroutine.resume() }
///   return all
/// }
/// ```
///
/// Used as a ``LuaFunction`` is. (Manual, sections 2.6 and 6.2.)
public final class LuaCoroutine: Sendable {
  /// Where a coroutine stands, in `coroutine.status`'s words.
  public enum Status: String, Sendable, Hashable {
    /// It has not begun, or has yielded.
    case suspended
    /// It runs, or waits for one that it has resumed.
    case active
    /// It has returned, or failed.
    case dead
  }

  let reference: LuaReference

  init(_ reference: LuaReference) {
    self.reference = reference
  }

  /// Where it stands.
  ///
  /// - Throws: ``LuaError/ended``.
  public func status() throws(LuaError) -> Status {
    let state = try reference.thread
    switch lua_status(state) {
    case LUA_YIELD: return .suspended
    case LUA_OK:
      var frame = lua_Debug()
      if lua_getstack(state, 0, &frame) != 0 { return .active }
      return lua_gettop(state) == 0 ? .dead : .suspended
    default: return .dead
    }
  }

  /// Goes on with it until it yields or returns.
  ///
  /// - Parameter arguments: What its body, or the `yield` that it stands in, gets.
  /// - Returns: What it yields or returns.
  /// - Throws: ``LuaError/script(_:)`` when it fails or cannot be resumed; else as
  ///   `LuaFunction.call`.
  @discardableResult
  public func resume(_ arguments: LuaValue...) throws(LuaError) -> [LuaValue] {
    try resume(with: arguments)
  }

  /// Goes on with it from `async` code, on a fibre of its script's reactor.
  ///
  /// - Parameter arguments: What its body, or the `yield` that it stands in, gets.
  /// - Returns: What it yields or returns.
  /// - Throws: As the other `resume`; `CancellationError`.
  @discardableResult
  public func resume(_ arguments: LuaValue...) async throws -> [LuaValue] {
    try await resume(with: arguments)
  }

  /// As the variadic one, for arguments that are in an array.
  @discardableResult
  public func resume(with arguments: [LuaValue]) throws(LuaError) -> [LuaValue] {
    try LuaVM.of(reference.engineOnFibre()).resume(reference, arguments)
  }

  /// As the variadic one for `async` code, for arguments that are in an array.
  @discardableResult
  public func resume(with arguments: [LuaValue]) async throws -> [LuaValue] {
    try await reference.runFromAsync("Lua coroutine") { try self.resume(with: arguments) }
  }
}

extension LuaCoroutine: Hashable {
  /// The same handle; two handles of one coroutine differ.
  public static func == (one: LuaCoroutine, other: LuaCoroutine) -> Bool { one === other }
  /// By identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
