/// What a script has called a host function with.
///
/// ```swift
/// environment.register("add") { arguments in
///   try arguments.integer(0) + arguments.integer(1)
/// }
/// ```
///
/// The accessors check as Lua's own functions do, and blame the script: *bad argument #1 (number
/// expected, got no value)*.
public struct LuaArguments: Sendable {
  /// Nil for none.
  let store: ArgumentStore?

  /// Arguments in order.
  public init(_ values: [LuaValue]) {
    guard !values.isEmpty else {
      store = nil
      return
    }
    let store = ArgumentStore(capacity: values.count)
    for value in values { store.append(value) }
    self.store = store
  }

  init(_ store: consuming ArgumentStore?) {
    self.store = store
  }

  /// How many there are.
  public var count: Int { store?.count ?? 0 }

  /// The argument at `index`, or nil where the script gave none (or `nil`).
  public func optional(_ index: Int) -> LuaValue? {
    guard let store, store.holds(index), !store[index].isNil else { return nil }
    return store[index]
  }

  /// What `convert` makes of the argument, which is copied no more than that needs.
  @inline(__always)
  private func argument<Result>(
    _ index: Int,
    _ expected: String,
    _ convert: (borrowing LuaValue) throws(LuaError) -> Result?
  ) throws(LuaError) -> Result {
    guard let store, store.holds(index), let result = try convert(store[index]) else {
      throw wrong(index, expected)
    }
    return result
  }

  /// A string, or a number written as one.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func string(_ index: Int) throws(LuaError) -> String {
    try argument(index, "string") { (value) throws(LuaError) in
      switch value {
      case .string(let text): return text
      case .integer(let number): return LuaValue.integer(number).description
      case .number(let number): return LuaValue.number(number).description
      case .bytes: throw .badArgument(index: index, expected: "string in UTF-8", got: "other bytes")
      default: return nil
      }
    }
  }

  /// An integer, or a float that is one (manual, section 3.4.3).
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func integer(_ index: Int) throws(LuaError) -> Int {
    if let store, store.holds(index), case .integer(let number) = store[index] {
      return Int(number)
    }
    return try wholeNumber(index)
  }

  /// Apart from the usual case, which needs no stack for it.
  @inline(never)
  private func wholeNumber(_ index: Int) throws(LuaError) -> Int {
    try argument(index, "number") { (value) throws(LuaError) in
      guard let number = value.numberValue else { return nil }
      guard let whole = Int(exactly: number) else {
        throw .badArgument(index: index, expected: "integer", got: "a float")
      }
      return whole
    }
  }

  /// A number.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func number(_ index: Int) throws(LuaError) -> Double {
    try argument(index, "number") { $0.numberValue }
  }

  /// A table.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func table(_ index: Int) throws(LuaError) -> LuaTable {
    try argument(index, "table") { $0.tableValue }
  }

  /// A function.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func function(_ index: Int) throws(LuaError) -> LuaFunction {
    try argument(index, "function") { $0.functionValue }
  }

  /// A coroutine.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func coroutine(_ index: Int) throws(LuaError) -> LuaCoroutine {
    try argument(index, "coroutine") { $0.coroutineValue }
  }

  /// A boolean; nothing else is taken for one.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func boolean(_ index: Int) throws(LuaError) -> Bool {
    try argument(index, "boolean") { $0.booleanValue }
  }

  /// A string's bytes, UTF-8 or not.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func bytes(_ index: Int) throws(LuaError) -> [UInt8] {
    if case .bytes(let value)? = optional(index) { return value }
    return Array(try string(index).utf8)
  }

  /// An object of a class.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func object<Object: LuaObject>(_ index: Int, as type: Object.Type = Object.self)
    throws(LuaError) -> Object
  {
    guard let object = optional(index)?.objectValue as? Object else {
      throw wrong(index, String(describing: type))
    }
    return object
  }

  /// An argument of any `Decodable` type: a table as a structure, say.
  ///
  /// ```swift
  /// let order = try arguments.decode(Order.self, at: 0)
  /// ```
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)`` with the place inside the argument.
  public func decode<T: Decodable>(_ type: T.Type, at index: Int) throws(LuaError) -> T {
    do { return try LuaDecoder().decode(type, from: optional(index) ?? .nil) } catch {
      throw .badArgument(index: index, expected: "\(type)", got: LuaDecoder.words(for: error))
    }
  }

  private func wrong(_ index: Int, _ expected: String) -> LuaError {
    guard index < count else {
      return .badArgument(index: index, expected: expected, got: "no value")
    }
    let got = self[index].objectValue?.luaName ?? self[index].typeName
    return .badArgument(index: index, expected: expected, got: got)
  }
}

extension LuaArguments: RandomAccessCollection {
  /// Zero.
  public var startIndex: Int { 0 }
  /// How many there are.
  public var endIndex: Int { count }
  /// The argument at an index; `nil` where the script gave none.
  ///
  /// Unlike other collections it has an element for every index: how many there are is the script's
  /// to say, and no script ends its host.
  public subscript(index: Int) -> LuaValue {
    guard let store, store.holds(index) else { return .nil }
    return store[index]
  }
}

extension LuaArguments: Hashable {
  /// The same values in the same order.
  public static func == (one: LuaArguments, other: LuaArguments) -> Bool {
    one.elementsEqual(other)
  }

  /// By the values.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for value in self { hasher.combine(value) }
  }
}

extension LuaArguments: CustomStringConvertible {
  /// As `print` shows them: with tabs between.
  public var description: String { map(\.description).joined(separator: "\t") }
}
