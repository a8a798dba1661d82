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
  /// All of them, where `store` is nil.
  private let plain: PlainArguments
  private let store: ArgumentStore?

  /// Arguments in order.
  public init(_ values: [LuaValue]) {
    let store = ArgumentStore(capacity: values.count)
    for value in values { store.append(value) }
    self.init(store)
  }

  init(_ store: consuming ArgumentStore) {
    plain = PlainArguments()
    self.store = store
  }

  init(_ plain: PlainArguments) {
    self.plain = plain
    store = nil
  }

  /// How many there are.
  public var count: Int { store?.count ?? plain.count }

  /// The argument at `index`, or nil where the script gave none (or `nil`).
  public func optional(_ index: Int) -> LuaValue? {
    let value = self[index]
    return value.isNil ? .none : .some(value)
  }

  /// What `convert` makes of the argument, which is copied no more than that needs.
  @inline(__always)
  private func argument<Result>(
    _ index: Int,
    _ expected: String,
    _ convert: (borrowing LuaValue) throws(LuaError) -> Result?
  ) throws(LuaError) -> Result {
    if let store {
      if store.holds(index), let result = try convert(store[index]) { return result }
    } else if let value = plain[index], let result = try convert(value) {
      return result
    }
    throw wrong(index, expected)
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
    if store == nil, case .integer(let number)? = plain[index] { return Int(number) }
    return try wholeNumber(index)
  }

  /// Apart from the usual case, which needs no stack for it.
  @inline(never)
  private func wholeNumber(_ index: Int) throws(LuaError) -> Int {
    try argument(index, "number") { (value) throws(LuaError) in
      if let whole = value.integerValue { return whole }
      guard value.numberValue != nil else { return nil }
      throw .badArgument(index: index, expected: "integer", got: "a float")
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
    guard let store else { return plain[index] ?? .nil }
    return store.holds(index) ? store[index] : .nil
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
