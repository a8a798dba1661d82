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
public struct LuaArguments: Sendable, Hashable {
  /// How many there are.
  public let count: Int
  // The first lie here and not in an array, as a call would spend most of its time on making one.
  private var one = LuaValue.nil
  private var two = LuaValue.nil
  private var three = LuaValue.nil
  private var others: [LuaValue] = []

  /// Arguments in order.
  public init(_ values: [LuaValue]) {
    self.init(count: values.count) { values[$0] }
  }

  /// As many as `count`, which `value` gives, in order.
  init<Failure>(count: Int, _ value: (Int) throws(Failure) -> LuaValue) throws(Failure) {
    self.count = count
    if count > 0 { one = try value(0) }
    if count > 1 { two = try value(1) }
    if count > 2 { three = try value(2) }
    guard count > 3 else { return }
    others.reserveCapacity(count - 3)
    for index in 3..<count { others.append(try value(index)) }
  }

  /// The argument at `index`, or nil where the script gave none (or `nil`).
  public func optional(_ index: Int) -> LuaValue? {
    let value = self[orNil: index]
    // A plain `nil` would be Lua's, which is a value.
    return value.isNil ? LuaValue?.none : value
  }

  private subscript(orNil index: Int) -> LuaValue {
    switch index {
    case 0: one
    case 1: two
    case 2: three
    default: index < count ? others[index - 3] : .nil
    }
  }

  /// A string, or a number written as one.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func string(_ index: Int) throws(LuaError) -> String {
    switch self[orNil: index] {
    case .string(let value): return value
    case .integer, .number: return self[index].description
    case .bytes: throw .badArgument(index: index, expected: "string in UTF-8", got: "other bytes")
    default: throw wrong(index, "string")
    }
  }

  /// An integer, or a float that is one (manual, section 3.4.3).
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func integer(_ index: Int) throws(LuaError) -> Int {
    switch self[orNil: index] {
    case .integer(let value): return Int(value)
    case .number(let value):
      guard let whole = Int(exactly: value) else {
        throw .badArgument(index: index, expected: "integer", got: "a float")
      }
      return whole
    default: throw wrong(index, "number")
    }
  }

  /// A number.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func number(_ index: Int) throws(LuaError) -> Double {
    switch self[orNil: index] {
    case .integer(let value): return Double(value)
    case .number(let value): return value
    default: throw wrong(index, "number")
    }
  }

  /// A table.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func table(_ index: Int) throws(LuaError) -> LuaTable {
    guard case .table(let value) = self[orNil: index] else { throw wrong(index, "table") }
    return value
  }

  /// A function.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func function(_ index: Int) throws(LuaError) -> LuaFunction {
    guard case .function(let value) = self[orNil: index] else { throw wrong(index, "function") }
    return value
  }

  /// A coroutine.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func coroutine(_ index: Int) throws(LuaError) -> LuaCoroutine {
    guard case .coroutine(let value) = self[orNil: index] else { throw wrong(index, "coroutine") }
    return value
  }

  /// A boolean; nothing else is taken for one.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func boolean(_ index: Int) throws(LuaError) -> Bool {
    guard case .boolean(let value) = self[orNil: index] else { throw wrong(index, "boolean") }
    return value
  }

  /// A string's bytes, UTF-8 or not.
  ///
  /// - Throws: ``LuaError/badArgument(index:expected:got:)``.
  public func bytes(_ index: Int) throws(LuaError) -> [UInt8] {
    if case .bytes(let value) = self[orNil: index] { return value }
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
  /// The argument at an index below ``endIndex``.
  public subscript(index: Int) -> LuaValue {
    // Invariant of every collection: an index is below endIndex.
    precondition((0..<count).contains(index), "index out of range")
    return self[orNil: index]
  }
}

extension LuaArguments: CustomStringConvertible {
  /// As `print` shows them: with tabs between.
  public var description: String { map(\.description).joined(separator: "\t") }
}
