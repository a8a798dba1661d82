import CLua
import CLuaShims
import Reactor

/// A function of a script, held by the host while the script runs.
///
/// ```swift
/// environment.register("twice") { arguments in
///   let function = try arguments.function(0)
///   return try function.call(function.call(arguments[1])[0])[0]
/// }
/// ```
///
/// It can be passed anywhere, and called where its script runs: in a host function, or on another fibre
/// of that reactor while the script waits. From `async` code it is called with `await`.
public final class LuaFunction: Sendable {
  let reference: LuaReference

  init(_ reference: LuaReference) {
    self.reference = reference
  }

  /// Calls the function, which may wait as any script may, and copies its results.
  ///
  /// - Parameter arguments: What it gets.
  /// - Returns: Its results.
  /// - Throws: ``LuaError/script(_:)`` when it raises an error, ``LuaError/stopped(_:)`` when the script
  ///   is stopped meanwhile (let it pass: nothing can be done any more), ``LuaError/ended`` after the
  ///   script's end or on another thread.
  @discardableResult
  public func call(_ arguments: LuaValue...) throws(LuaError) -> [LuaValue] {
    try call(with: arguments)
  }

  /// Calls the function from `async` code, on a fibre of its script's reactor.
  ///
  /// - Parameter arguments: What it gets.
  /// - Returns: Its results.
  /// - Throws: As the other `call`; `CancellationError`.
  @discardableResult
  public func call(_ arguments: LuaValue...) async throws -> [LuaValue] {
    try await reference.reactor().run(name: "Lua callback", stack: .large) {
      try self.call(with: arguments)
    }
  }

  /// As the variadic one, for arguments that are in an array.
  @discardableResult
  public func call(with arguments: [LuaValue]) throws(LuaError) -> [LuaValue] {
    try reference.onFibre().call(umbra_body_call, reference, arguments, traceback: true)
  }
}

extension LuaFunction: Hashable {
  /// The same handle; two handles of one function differ.
  public static func == (one: LuaFunction, other: LuaFunction) -> Bool { one === other }
  /// By identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
