import Reactor

/// A function of the host that scripts can call.
public struct HostFunction: Sendable {
  typealias Body = @Sendable (LuaArguments) throws -> [LuaValue]

  let body: Body

  private init(body: @escaping Body) {
    self.body = body
  }

  /// A plain function. It may wait as fibres do (`Fiber.sleep`, sockets ...): then its script waits,
  /// and others run.
  public init(_ body: @escaping @Sendable (LuaArguments) throws -> some LuaRepresentable) {
    self.init(body: { [try body($0).luaValue] })
  }

  /// A plain function without a result.
  public init(_ body: @escaping @Sendable (LuaArguments) throws -> Void) {
    self.init(body: {
      try body($0)
      return []
    })
  }

  /// A plain function with any number of results.
  public init(results body: @escaping @Sendable (LuaArguments) throws -> [LuaValue]) {
    self.init(body: body)
  }

  /// An `async` function: its script waits for it.
  ///
  /// When the script is stopped meanwhile, the function's task is cancelled, and not waited for.
  public init(
    _ body: @escaping @Sendable (LuaArguments) async throws -> some LuaRepresentable & Sendable
  ) {
    self.init(body: { arguments in
      [try Fiber.wait(abandoning: true) { try await body(arguments) }.luaValue]
    })
  }

  /// An `async` function without a result.
  public init(_ body: @escaping @Sendable (LuaArguments) async throws -> Void) {
    self.init(body: { arguments in
      try Fiber.wait(abandoning: true) { try await body(arguments) }
      return []
    })
  }
}
