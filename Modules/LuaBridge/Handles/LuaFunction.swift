import Reactor

/// A function of a script, held by the host while the script runs.
///
/// ```swift
/// environment.register("twice") { arguments in
///   let function = try arguments.function(0)
///   let once = try function.call(arguments[1], as: LuaValue.self)
///   return try function.call(once, as: LuaValue.self)
/// }
/// ```
///
/// It can be passed anywhere, and called where its script runs: in a host function, or on another fibre
/// of that reactor while the script waits. From `async` functions it is called with `await`.
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
  ///   script's end, ``LuaError/notOnItsFiber`` elsewhere.
  @discardableResult
  public func call(_ arguments: LuaValue...) throws(LuaError) -> [LuaValue] {
    try call(with: arguments)
  }

  /// Calls the function from `async` code, on a fibre of its script's reactor.
  ///
  /// Cancelling the calling task while the function waits or computes stops the whole script (when the
  /// host function that it waits in returns, if it does), since nothing may be left half done in it.
  ///
  /// - Parameter arguments: What it gets.
  /// - Returns: Its results.
  /// - Throws: As the other `call`; `CancellationError`.
  @discardableResult
  public func call(_ arguments: LuaValue...) async throws -> [LuaValue] {
    try await call(with: arguments)
  }

  /// Calls the function for its first result, as a Swift value; nothing is copied that need not be.
  ///
  /// ```swift
  /// let isLess = try function.call(left, right, as: Bool.self)
  /// ```
  ///
  /// - Parameters:
  ///   - arguments: What it gets.
  ///   - type: What the result is to be; ``LuaValue`` for whatever it is.
  /// - Returns: Its first result, which is `nil` if it has none.
  /// - Throws: As the other `call`; as `LuaValue.as` where the result is something else.
  @inlinable
  public func call<each Argument: LuaRepresentable, Value: Decodable>(
    _ arguments: repeat each Argument,
    as type: Value.Type
  ) throws -> Value {
    // All before the call begins: what makes a value may call functions too.
    var values: [LuaValue] = []
    for argument in repeat each arguments { values.append(argument.luaValue) }
    return try result(values).as(type)
  }

  /// The same, for one argument: it takes less time.
  @inlinable
  public func call<Value: Decodable>(_ argument: some LuaRepresentable, as type: Value.Type) throws
    -> Value
  {
    try result(argument.luaValue).as(type)
  }

  /// The same, for two arguments: it takes less time.
  @inlinable
  public func call<Value: Decodable>(
    _ first: some LuaRepresentable,
    _ second: some LuaRepresentable,
    as type: Value.Type
  ) throws -> Value {
    try result(first.luaValue, second.luaValue).as(type)
  }

  @usableFromInline
  func result(_ argument: LuaValue) throws(LuaError) -> LuaValue {
    if let result = try ScalarCall.result(of: reference, argument) { return result }
    return try resultOfAny(argument)
  }

  @usableFromInline
  func result(_ first: LuaValue, _ second: LuaValue) throws(LuaError) -> LuaValue {
    if let result = try ScalarCall.result(of: reference, first, second) { return result }
    return try resultOfAny(first, second)
  }

  @inline(never)
  private func resultOfAny(_ argument: LuaValue) throws(LuaError) -> LuaValue {
    if let result = try ScalarCall.resultWithText(of: reference, argument, .none) { return result }
    var call = try FunctionCall(reference)
    try call.push(argument)
    return try call.result()
  }

  @inline(never)
  private func resultOfAny(_ first: LuaValue, _ second: LuaValue) throws(LuaError) -> LuaValue {
    if let result = try ScalarCall.resultWithText(of: reference, first, second) { return result }
    var call = try FunctionCall(reference)
    try call.push(first)
    try call.push(second)
    return try call.result()
  }

  @usableFromInline
  func result(_ arguments: [LuaValue]) throws(LuaError) -> LuaValue {
    var call = try FunctionCall(reference)
    for argument in arguments { try call.push(argument) }
    return try call.result()
  }

  /// Calls the function from `async` code, on a fibre of its script's reactor, for its first result.
  ///
  /// - Parameters:
  ///   - arguments: What it gets.
  ///   - type: What the result is to be.
  /// - Returns: Its first result, which is `nil` if it has none.
  /// - Throws: As the other `call`; `CancellationError`.
  public func call<each Argument: LuaRepresentable, Value: Decodable>(
    _ arguments: repeat each Argument,
    as type: Value.Type
  ) async throws -> Value {
    var values: [LuaValue] = []
    for argument in repeat each arguments { values.append(argument.luaValue) }
    return try await (call(with: values).first ?? .nil).as(type)
  }

  /// As the variadic one, for arguments that are in an array.
  @discardableResult
  public func call(with arguments: [LuaValue]) throws(LuaError) -> [LuaValue] {
    var call = try FunctionCall(reference)
    for argument in arguments { try call.push(argument) }
    return try call.results()
  }

  /// As the variadic one for `async` code, for arguments that are in an array.
  @discardableResult
  public func call(with arguments: [LuaValue]) async throws -> [LuaValue] {
    try await reference.runFromAsync("Lua callback") { try self.call(with: arguments) }
  }
}

extension LuaFunction: Hashable {
  /// The same handle; two handles of one function differ.
  public static func == (one: LuaFunction, other: LuaFunction) -> Bool { one === other }
  /// By identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
