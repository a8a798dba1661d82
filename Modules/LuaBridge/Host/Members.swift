/// What scripts find in a ``LuaObject``: built by chaining.
///
/// ```swift
/// override var members: Members {
///   Members()
///     .field("name", name)
///     .field("nickname", get: { self.nickname }, set: { self.nickname = try $0.as(String.self) })
///     .method("get_type", getType)
///     .metamethod(.length) { _ in self.moves.count }
/// }
/// ```
///
/// A method is called as `object.method()` or `object:method()`; so the object itself cannot be the
/// first argument of a call with a point. Names that begin with an underscore are not shown to
/// scripts. Where names meet, the later member wins.
public struct Members {
  @usableFromInline
  enum Kind: Hashable {
    case method
    case getter
    case setter
    case metamethod
    case index
    case newIndex
  }

  struct Member {
    let name: String
    let kind: Kind
    let function: HostFunction
    /// A field's value now, where it can be had without waiting for an `async` function.
    var read: (() throws -> LuaValue)?
  }

  private(set) var all: [Member] = []

  /// No members yet.
  public init() {}

  func adding(
    _ name: String,
    _ kind: Kind,
    _ function: HostFunction,
    read: (() throws -> LuaValue)? = nil
  ) -> Members {
    guard !name.hasPrefix("_") || kind == .metamethod else { return self }
    var copy = self
    copy.all.append(Member(name: name, kind: kind, function: function, read: read))
    return copy
  }

  /// Adds what `body`, on its thread, is for.
  @usableFromInline
  func adding(
    _ name: String,
    _ kind: Kind,
    _ body: @escaping (LuaArguments) throws -> HostResults
  ) -> Members {
    let body = Confined(body)
    return adding(name, kind, HostFunction(body: { try body.value($1) }))
  }

  /// These members and those of `other`, which win where names meet.
  public func adding(_ other: Members) -> Members {
    var copy = self
    copy.all += other.all
    return copy
  }
}

// MARK: - Fields

extension Members {
  /// A field that stays as it is now.
  public func field(_ name: String, _ value: some LuaRepresentable) -> Members {
    let value = value.luaValue
    return adding(name, .getter, HostFunction(body: { _, _ in .one(value) }), read: { value })
  }

  /// A field that is asked for each time; it may wait as fibres do.
  public func field(_ name: String, get: @escaping () throws -> some LuaRepresentable) -> Members {
    let read = { try get().luaValue }
    let get = Confined(read)
    return adding(name, .getter, HostFunction(body: { _, _ in .one(try get.value()) }), read: read)
  }

  /// A field that is asked for each time, by an `async` function that the script waits for.
  public func field(_ name: String, get: @escaping () async throws -> some LuaRepresentable)
    -> Members
  {
    let get = Confined(get)
    return adding(name, .getter, HostFunction { _ in try await get.value().luaValue })
  }

  /// A field that scripts may assign to.
  ///
  /// What `set` throws, the script gets as an error at its assignment.
  public func field(
    _ name: String,
    get: @escaping () throws -> some LuaRepresentable,
    set: @escaping (LuaValue) throws -> Void
  ) -> Members {
    field(name, get: get).adding(name, .setter) { arguments in
      try set(arguments[0])
      return .none
    }
  }

  /// What `object[key]` gives for all keys that are no member's name, numbers included.
  ///
  /// Keys that begin with an underscore are not asked for.
  public func subscripts(get: @escaping (LuaValue) throws -> some LuaRepresentable) -> Members {
    adding("index", .index) { arguments in
      guard let key = arguments.first, !key.isHiddenName else { return .none }
      return .one(try get(key).luaValue)
    }
  }

  /// What `object[key]` gives, and what an assignment to it does, for all keys that are no member's
  /// name.
  public func subscripts(
    get: @escaping (LuaValue) throws -> some LuaRepresentable,
    set: @escaping (_ key: LuaValue, _ value: LuaValue) throws -> Void
  ) -> Members {
    subscripts(get: get).adding("newindex", .newIndex) { arguments in
      guard !arguments[0].isHiddenName else {
        throw LuaError.host("cannot assign to '\(arguments[0])'")
      }
      try set(arguments[0], arguments[1])
      return .none
    }
  }
}

extension LuaValue {
  fileprivate var isHiddenName: Bool { stringValue?.hasPrefix("_") == true }
}

// MARK: - As globals

extension Members {
  /// What a member is where there is no object.
  package enum Global {
    case value(LuaValue)
    case function(HostFunction)
  }

  /// Methods as functions, and fields as what they are now; setters and the like have no place there.
  package func globals() throws -> [(name: String, binding: Global)] {
    try all.compactMap { member in
      switch member.kind {
      case .method: (member.name, .function(member.function))
      case .getter: (member.name, .value(try constant(of: member)))
      case .setter, .metamethod, .index, .newIndex: nil
      }
    }
  }

  private func constant(of member: Member) throws -> LuaValue {
    guard let read = member.read else {
      throw LuaError.host("the async field '\(member.name)' cannot be a global")
    }
    return try read()
  }
}
