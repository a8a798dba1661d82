/// A Lua value as Swift sees it: a copy, which outlives its script (functions, coroutines and objects
/// excepted).
///
/// Integers and floats stay apart, as in Lua (manual, section 2.1). A Lua string is bytes: where they
/// are UTF-8 it comes as ``string(_:)``, otherwise as ``bytes(_:)``.
public enum LuaValue: Sendable, Hashable {
  /// `nil`.
  case `nil`
  /// `true` or `false`.
  case boolean(Bool)
  /// An integer, 64 bits.
  case integer(Int64)
  /// A float, double precision; NaN and the infinities included.
  case number(Double)
  /// A string that is UTF-8.
  case string(String)
  /// A string that is not.
  case bytes([UInt8])
  /// A table, copied with what is in it.
  case table(LuaTable)
  /// A function, callable while its script runs.
  case function(LuaFunction)
  /// A coroutine, which can be resumed while its script runs.
  case coroutine(LuaCoroutine)
  /// An object of the host.
  case object(ObjectHandle)
  /// What has no copy: a table inside itself or nested too deep.
  /// The text is Lua's name of its type.
  case opaque(String)
}

extension LuaValue {
  /// By what it is, without its case: most are strings, and the keys of one table.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .nil: hasher.combine(0)
    case .boolean(let value): hasher.combine(value)
    case .integer(let value): hasher.combine(value)
    case .number(let value): hasher.combine(value)
    case .string(let value): hasher.combine(value)
    case .bytes(let value): hasher.combine(value)
    case .table(let value): hasher.combine(value)
    case .function(let value): hasher.combine(value)
    case .coroutine(let value): hasher.combine(value)
    case .object(let value): hasher.combine(value)
    case .opaque(let name): hasher.combine(name)
    }
  }
}

extension LuaValue {
  /// Whether it is `nil`.
  public var isNil: Bool {
    if case .nil = self { true } else { false }
  }

  /// Lua's name of its type (manual, section 6.1, `type`).
  public var typeName: String {
    switch self {
    case .nil: "nil"
    case .boolean: "boolean"
    case .integer, .number: "number"
    case .string, .bytes: "string"
    case .table: "table"
    case .function: "function"
    case .coroutine: "thread"
    case .object: "userdata"
    case .opaque(let name): name
    }
  }
}

extension LuaValue: CustomStringConvertible {
  /// What `print` would show, tables written out.
  public var description: String {
    switch self {
    case .nil: "nil"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): String(luaNumber: value)
    case .string(let value): value
    case .bytes(let value): String(decoding: value, as: UTF8.self)
    case .table(let value): value.description
    case .function: "function"
    case .coroutine: "thread"
    case .object(let value): value.description
    case .opaque(let name): name
    }
  }
}
