/// A copy of a Lua table: what lies at the integers from 1 up, and what lies at other keys.
///
/// ```swift
/// var point: LuaTable = ["x": 1, "y": 2]
/// point["x"]                                  // .integer(1)
/// ```
///
/// Metatables are not copied, and no metamethod is asked.
public struct LuaTable: Sendable, Hashable {
  /// The values at 1, 2, 3 ...; a hole is `nil`.
  public var array: [LuaValue]
  /// The values at all other keys.
  public var fields: [LuaValue: LuaValue]

  /// An empty table.
  public init() { self.init(array: []) }

  /// A table of named (or otherwise keyed) values.
  public init(fields: [LuaValue: LuaValue]) { self.init(array: [], fields: fields) }

  /// A table of these parts.
  public init(array: [LuaValue], fields: [LuaValue: LuaValue] = [:]) {
    self.array = array
    self.fields = fields
  }

  /// The value at a key, `nil` where there is none.
  public subscript(key: LuaValue) -> LuaValue {
    if case .integer(let index) = key, index >= 1, index <= array.count {
      return array[Int(index) - 1]
    }
    return fields[key] ?? .nil
  }

  /// The value at a name.
  public subscript(name: String) -> LuaValue {
    get { fields[.string(name)] ?? .nil }
    set { fields[.string(name)] = newValue.isNil ? nil : newValue }
  }
}

extension LuaTable: ExpressibleByDictionaryLiteral {
  /// A table of named values.
  public init(dictionaryLiteral elements: (String, LuaValue)...) {
    self.init(array: [], fields: [:])
    for (name, value) in elements { self[name] = value }
  }
}

extension LuaTable: ExpressibleByArrayLiteral {
  /// A table of values at 1, 2, 3 ...
  public init(arrayLiteral elements: LuaValue...) {
    self.init(array: elements)
  }
}

extension LuaTable: CustomStringConvertible {
  /// As a constructor of Lua: `{1, 2, x = 3}`, names in order.
  public var description: String {
    let named = fields.map { key, value in "[\(key)] = \(value)" }.sorted()
    return "{" + (array.map(\.description) + named).joined(separator: ", ") + "}"
  }
}
