import Reactor

/// A function of the host that scripts can call.
public struct HostFunction: Sendable {
  @usableFromInline
  typealias Body = @Sendable (LuaVM, LuaArguments) throws -> HostResults

  let body: Body

  /// For the library: a function that wants to know which VM calls it.
  @usableFromInline
  package init(body: @escaping @Sendable (LuaVM, LuaArguments) throws -> HostResults) {
    self.body = body
  }

  /// A plain function.
  ///
  /// It may wait as fibres do (`Fiber.sleep`, sockets ...): then its script waits, and others run.
  @inlinable
  public init(_ body: @escaping @Sendable (LuaArguments) throws -> some LuaRepresentable) {
    self.init(body: { .one(try body($1).luaValue) })
  }

  /// A plain function without a result.
  @inlinable
  public init(_ body: @escaping @Sendable (LuaArguments) throws -> Void) {
    self.init(body: {
      try body($1)
      return .none
    })
  }

  /// A plain function with any number of results.
  @_disfavoredOverload  // a trailing closure without a result is not meant for this one
  @inlinable
  public init(results body: @escaping @Sendable (LuaArguments) throws -> [LuaValue]) {
    self.init(body: { .many(try body($1)) })
  }

  /// An `async` function: its script waits for it.
  ///
  /// When the script is stopped meanwhile, the function's task is cancelled, and not waited for.
  public init(
    _ body: @escaping @Sendable (LuaArguments) async throws -> some LuaRepresentable
  ) {
    self.init(body: { _, arguments in
      .one(try Fiber.wait(abandoning: true) { try await body(arguments).luaValue })
    })
  }

  /// An `async` function with any number of results.
  @_disfavoredOverload
  public init(results body: @escaping @Sendable (LuaArguments) async throws -> [LuaValue]) {
    self.init(body: { _, arguments in
      .many(try Fiber.wait(abandoning: true) { try await body(arguments) })
    })
  }

  /// An `async` function without a result.
  public init(_ body: @escaping @Sendable (LuaArguments) async throws -> Void) {
    self.init(body: { _, arguments in
      try Fiber.wait(abandoning: true) { try await body(arguments) }
      return .none
    })
  }
}
