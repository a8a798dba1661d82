/// What can be handed to Lua.
///
/// Whatever is `Encodable` can be handed over by a ``LuaEncoder``. Unsigned integers of 64 bits are not
/// here, since Lua's are signed: convert them as you mean it. Nor is `UInt8`, so that an array of bytes
/// is not taken for a table: use ``LuaValue/bytes(_:)`` for a string of them.
public protocol LuaRepresentable: SendableMetatype {
  /// The value that Lua gets.
  var luaValue: LuaValue { get }
}

extension LuaValue: LuaRepresentable {
  /// Itself.
  @inlinable public var luaValue: LuaValue { self }
}

extension LuaTable: LuaRepresentable {
  /// The table as a value.
  @inlinable public var luaValue: LuaValue { .table(self) }
}

extension Bool: LuaRepresentable {
  /// A boolean.
  @inlinable public var luaValue: LuaValue { .boolean(self) }
}

extension Int: LuaRepresentable {
  /// An integer.
  @inlinable public var luaValue: LuaValue { .integer(Int64(self)) }
}

extension Int64: LuaRepresentable {
  /// An integer.
  @inlinable public var luaValue: LuaValue { .integer(self) }
}

extension Int8: LuaRepresentable {
  /// An integer.
  @inlinable public var luaValue: LuaValue { .integer(Int64(self)) }
}

extension Int16: LuaRepresentable {
  /// An integer.
  @inlinable public var luaValue: LuaValue { .integer(Int64(self)) }
}

extension Int32: LuaRepresentable {
  /// An integer.
  @inlinable public var luaValue: LuaValue { .integer(Int64(self)) }
}

extension UInt16: LuaRepresentable {
  /// An integer.
  @inlinable public var luaValue: LuaValue { .integer(Int64(self)) }
}

extension UInt32: LuaRepresentable {
  /// An integer.
  @inlinable public var luaValue: LuaValue { .integer(Int64(self)) }
}

extension Float: LuaRepresentable {
  /// A float, exactly.
  @inlinable public var luaValue: LuaValue { .number(Double(self)) }
}

extension Double: LuaRepresentable {
  /// A float.
  @inlinable public var luaValue: LuaValue { .number(self) }
}

extension String: LuaRepresentable {
  /// A string.
  @inlinable public var luaValue: LuaValue { .string(self) }
}

extension Substring: LuaRepresentable {
  /// A string.
  @inlinable public var luaValue: LuaValue { .string(String(self)) }
}

extension LuaFunction: LuaRepresentable {
  /// The function, for the script that it is of.
  @inlinable public var luaValue: LuaValue { .function(self) }
}

extension LuaCoroutine: LuaRepresentable {
  /// The coroutine, for the script that it is of.
  @inlinable public var luaValue: LuaValue { .coroutine(self) }
}

extension Optional: LuaRepresentable where Wrapped: LuaRepresentable {
  /// The wrapped value, or `nil`.
  @inlinable public var luaValue: LuaValue { map(\.luaValue) ?? .nil }
}

extension Array: LuaRepresentable where Element: LuaRepresentable {
  /// A table with the elements at 1, 2, 3 ...
  @inlinable public var luaValue: LuaValue { .table(LuaTable(array: map(\.luaValue))) }
}

extension Dictionary: LuaRepresentable where Key == String, Value: LuaRepresentable {
  /// A table with the values at their names.
  @inlinable public var luaValue: LuaValue {
    .table(
      LuaTable(
        fields: .init(uniqueKeysWithValues: map { (.string($0.key), $0.value.luaValue) })
      )
    )
  }
}

extension LuaValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
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
  /// A table of values at 1, 2, 3 ...
  public init(arrayLiteral elements: LuaValue...) { self = .table(LuaTable(array: elements)) }
  /// A table of named values.
  public init(dictionaryLiteral elements: (String, LuaValue)...) {
    var table = LuaTable()
    for (name, value) in elements { table[name] = value }
    self = .table(table)
  }
}
