extension Members {
  /// A method; it may wait as fibres do.
  @inlinable
  public func method(
    _ name: String,
    _ body: @escaping (LuaArguments) throws -> some LuaRepresentable
  ) -> Members {
    adding(name, .method) { .one(try body($0).luaValue) }
  }

  /// A method without arguments.
  @inlinable
  public func method(_ name: String, _ body: @escaping () throws -> some LuaRepresentable)
    -> Members
  {
    method(name) { _ in try body() }
  }

  /// A method without a result.
  @inlinable
  public func method(_ name: String, _ body: @escaping (LuaArguments) throws -> Void) -> Members {
    adding(name, .method) {
      try body($0)
      return .none
    }
  }

  /// A method without arguments and result.
  @inlinable
  public func method(_ name: String, _ body: @escaping () throws -> Void) -> Members {
    method(name) { (_: LuaArguments) throws -> Void in try body() }
  }

  /// A method with any number of results.
  @_disfavoredOverload  // a trailing closure without a result is not meant for this one
  @inlinable
  public func method(_ name: String, results body: @escaping (LuaArguments) throws -> [LuaValue])
    -> Members
  {
    adding(name, .method) { .many(try body($0)) }
  }

  /// An `async` method: the script waits for it.
  public func method(
    _ name: String,
    _ body: @escaping (LuaArguments) async throws -> some LuaRepresentable
  ) -> Members {
    let body = Confined(body)
    return adding(name, .method, HostFunction { try await body.value($0).luaValue })
  }

  /// An `async` method without arguments.
  public func method(
    _ name: String,
    _ body: @escaping () async throws -> some LuaRepresentable
  ) -> Members {
    let body = Confined(body)
    return adding(name, .method, HostFunction { _ in try await body.value().luaValue })
  }

  /// An `async` method without a result.
  public func method(_ name: String, _ body: @escaping (LuaArguments) async throws -> Void)
    -> Members
  {
    let body = Confined(body)
    return adding(
      name,
      .method,
      HostFunction { (arguments) async throws -> Void in try await body.value(arguments) }
    )
  }

  /// An `async` method without arguments and result.
  public func method(_ name: String, _ body: @escaping () async throws -> Void) -> Members {
    method(name) { (_: LuaArguments) async throws -> Void in try await body() }
  }

  /// An answer to one of Lua's events; it gets the operands, of which at least one is the object.
  @inlinable
  public func metamethod(
    _ event: Metamethod,
    _ body: @escaping (LuaArguments) throws -> some LuaRepresentable
  ) -> Members {
    adding(event.rawValue, .metamethod) { .one(try body($0).luaValue) }
  }
}
