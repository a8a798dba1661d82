/// What can be handed to Lua.
public protocol LuaRepresentable: SendableMetatype {
  /// The value that Lua gets.
  var luaValue: LuaValue { get }
}

extension LuaValue: LuaRepresentable {
  /// Itself.
  public var luaValue: LuaValue { self }
}

extension LuaTable: LuaRepresentable {
  /// The table as a value.
  public var luaValue: LuaValue { .table(self) }
}

extension Bool: LuaRepresentable {
  /// A boolean.
  public var luaValue: LuaValue { .boolean(self) }
}

extension Int: LuaRepresentable {
  /// An integer.
  public var luaValue: LuaValue { .integer(Int64(self)) }
}

extension Int64: LuaRepresentable {
  /// An integer.
  public var luaValue: LuaValue { .integer(self) }
}

extension Double: LuaRepresentable {
  /// A float.
  public var luaValue: LuaValue { .number(self) }
}

extension String: LuaRepresentable {
  /// A string.
  public var luaValue: LuaValue { .string(self) }
}

extension Optional: LuaRepresentable where Wrapped: LuaRepresentable {
  /// The wrapped value, or `nil`.
  public var luaValue: LuaValue { map(\.luaValue) ?? .nil }
}

extension Array: LuaRepresentable where Element: LuaRepresentable {
  /// A table with the elements at 1, 2, 3 ...
  public var luaValue: LuaValue { .table(LuaTable(array: map(\.luaValue))) }
}

extension Dictionary: LuaRepresentable where Key == String, Value: LuaRepresentable {
  /// A table with the values at their names.
  public var luaValue: LuaValue {
    .table(
      LuaTable(
        fields: .init(uniqueKeysWithValues: map { (.string($0.key), $0.value.luaValue) })
      )
    )
  }
}

extension LuaValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral
{
  /// `nil`.
  public init(nilLiteral: ()) { self = .nil }
  /// A boolean.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  /// An integer.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A float.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
}
