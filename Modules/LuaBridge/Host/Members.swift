/// What scripts find in a ``LuaObject``: built by chaining.
///
/// ```swift
/// override var members: Members {
///   Members().field("name", name).method("get_type", getType)
/// }
/// ```
///
/// A method is called as `object.method()` or `object:method()`. Names that begin with an underscore
/// are not shown to scripts.
public struct Members {
  enum Kind {
    case method
    case getter
    case setter
  }

  struct Member {
    let name: String
    let kind: Kind
    let function: HostFunction
  }

  private(set) var all: [Member] = []

  /// No members yet.
  public init() {}

  /// A field that stays as it is now.
  public func field(_ name: String, _ value: some LuaRepresentable) -> Members {
    let value = value.luaValue
    return adding(name, .getter, HostFunction(results: { _ in [value] }))
  }

  /// A field that is asked for each time.
  public func field(_ name: String, get: @escaping () throws -> some LuaRepresentable) -> Members {
    let get = Confined(get)
    return adding(name, .getter, HostFunction(results: { _ in [try get.value().luaValue] }))
  }

  /// A field that scripts may assign to.
  public func field(
    _ name: String,
    get: @escaping () throws -> some LuaRepresentable,
    set: @escaping (LuaValue) throws -> Void
  ) -> Members {
    let set = Confined(set)
    return field(name, get: get).adding(
      name,
      .setter,
      HostFunction(results: { arguments in
        try set.value(arguments.first ?? .nil)
        return []
      })
    )
  }

  /// A method.
  public func method(
    _ name: String,
    _ body: @escaping (LuaArguments) throws -> some LuaRepresentable
  ) -> Members {
    let body = Confined(body)
    return adding(name, .method, HostFunction(results: { [try body.value($0).luaValue] }))
  }

  /// A method without arguments.
  public func method(_ name: String, _ body: @escaping () throws -> some LuaRepresentable)
    -> Members
  {
    method(name) { _ in try body() }
  }

  /// A method without a result.
  public func method(_ name: String, _ body: @escaping (LuaArguments) throws -> Void) -> Members {
    let body = Confined(body)
    return adding(
      name,
      .method,
      HostFunction(results: {
        try body.value($0)
        return []
      })
    )
  }

  /// An `async` method: the script waits for it.
  public func method(
    _ name: String,
    _ body: @escaping (LuaArguments) async throws -> some LuaRepresentable & Sendable
  ) -> Members {
    let body = Confined(body)
    return adding(name, .method, HostFunction { try await body.value($0) })
  }

  /// An `async` method without arguments.
  public func method(
    _ name: String,
    _ body: @escaping () async throws -> some LuaRepresentable & Sendable
  ) -> Members {
    let body = Confined(body)
    return adding(name, .method, HostFunction { _ in try await body.value() })
  }

  private func adding(_ name: String, _ kind: Kind, _ function: HostFunction) -> Members {
    guard !name.hasPrefix("_") else { return self }
    var copy = self
    copy.all.append(Member(name: name, kind: kind, function: function))
    return copy
  }
}
