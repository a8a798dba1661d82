/// A type that has a form of its own in Lua, so that its `Codable` code is not asked.
protocol LuaPrimitive {
  /// Nil where the value does not fit.
  var encoded: LuaValue? { get }
  /// Throws what is wrong with the value.
  init(decoding value: LuaValue) throws(Unfit)
}

/// Why a Lua value cannot be decoded as a type.
enum Unfit: Error {
  /// It is of another type.
  case type(expected: String)
  /// It is of the right type.
  case value(String)
}

extension Bool: LuaPrimitive {
  var encoded: LuaValue? { luaValue }

  init(decoding value: LuaValue) throws(Unfit) {
    guard let value = value.booleanValue else { throw .type(expected: "a boolean") }
    self = value
  }
}

extension String: LuaPrimitive {
  var encoded: LuaValue? { luaValue }

  init(decoding value: LuaValue) throws(Unfit) {
    if case .bytes = value { throw .value("the string is not UTF-8") }
    guard let value = value.stringValue else { throw .type(expected: "a string") }
    self = value
  }
}

extension LuaPrimitive where Self: BinaryInteger {
  var encoded: LuaValue? { Int64(exactly: self).map { .integer($0) } }

  init(decoding value: LuaValue) throws(Unfit) {
    let exact: Self?
    switch value {
    case .integer(let value): exact = Self(exactly: value)
    case .number(let value): exact = Self(exactly: value)
    default: throw .type(expected: "an integer")
    }
    guard let exact else { throw .value("the number \(value) does not fit in \(Self.self)") }
    self = exact
  }
}

extension Int: LuaPrimitive {}
extension Int8: LuaPrimitive {}
extension Int16: LuaPrimitive {}
extension Int32: LuaPrimitive {}
extension Int64: LuaPrimitive {}
extension UInt: LuaPrimitive {}
extension UInt8: LuaPrimitive {}
extension UInt16: LuaPrimitive {}
extension UInt32: LuaPrimitive {}
extension UInt64: LuaPrimitive {}

extension Double: LuaPrimitive {
  var encoded: LuaValue? { luaValue }

  init(decoding value: LuaValue) throws(Unfit) {
    guard let value = value.numberValue else { throw .type(expected: "a number") }
    self = value
  }
}

extension Float: LuaPrimitive {
  var encoded: LuaValue? { luaValue }

  init(decoding value: LuaValue) throws(Unfit) {
    self = Float(try Double(decoding: value))
  }
}

/// Bytes are a string, and may also come as an array of numbers.
extension Array: LuaPrimitive where Element == UInt8 {
  var encoded: LuaValue? {
    String(validating: self, as: UTF8.self).map { .string($0) } ?? .bytes(self)
  }

  init(decoding value: LuaValue) throws(Unfit) {
    if let bytes = value.bytesValue {
      self = bytes
    } else if let table = value.tableValue, table.fields.isEmpty {
      self = []
      for element in table.array { append(try UInt8(decoding: element)) }
    } else {
      throw .type(expected: "a string or an array of bytes")
    }
  }
}

extension LuaValue: LuaPrimitive {
  var encoded: LuaValue? { self }

  init(decoding value: LuaValue) { self = value }
}

extension LuaTable: LuaPrimitive {
  var encoded: LuaValue? { luaValue }

  init(decoding value: LuaValue) throws(Unfit) {
    guard let table = value.tableValue else { throw .type(expected: "a table") }
    self = table
  }
}

extension LuaValue {
  /// What `encoded` gives for the types that are met most, without a search for their conformance.
  init?<T>(simple value: T) {
    if T.self == String.self, let value = value as? String {
      self = .string(value)
    } else if T.self == Int.self, let value = value as? Int {
      self = .integer(Int64(value))
    } else if T.self == Double.self, let value = value as? Double {
      self = .number(value)
    } else if T.self == Bool.self, let value = value as? Bool {
      self = .boolean(value)
    } else {
      return nil
    }
  }
}
