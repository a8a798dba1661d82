/// Makes Lua values of `Encodable` ones.
///
/// ```swift
/// struct Config: Encodable { let name: String; let ports: [Int] }
/// try LuaEncoder().encode(Config(name: "web", ports: [80]))   // {name = "web", ports = {80}}
/// ```
///
/// | Swift | Lua |
/// | --- | --- |
/// | structure, `[String: V]` | table with string keys; what is nil is not there |
/// | array, set | table with 1, 2, 3 ...; what is nil is a hole |
/// | `[Int: V]` | table with integer keys |
/// | `[UInt8]` | string of these bytes |
/// | integers | integer; one above `Int64.max` is an error |
/// | `Double`, `Float` | float, even where it is whole |
/// | ``LuaValue``, ``LuaTable``, functions, coroutines | itself |
public struct LuaEncoder {
  /// What types find in their encoder's `userInfo`.
  public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

  /// An encoder.
  public init() {}

  /// The value for Lua.
  ///
  /// - Throws: `EncodingError` with the path to what Lua has no form for; what `value` throws itself.
  public func encode(_ value: some Encodable) throws -> LuaValue {
    try ValueEncoder(path: [], userInfo: userInfo).box(value)
  }
}

/// Collects what one value encodes.
final class ValueEncoder: Encoder {
  let codingPath: [any CodingKey]
  let sendableUserInfo: [CodingUserInfoKey: any Sendable]
  /// What was encoded so far; a container that is still open is asked at the end.
  var result: () throws -> LuaValue = { .table(LuaTable()) }

  var userInfo: [CodingUserInfoKey: Any] { sendableUserInfo }

  init(path: [any CodingKey], userInfo: [CodingUserInfoKey: any Sendable]) {
    codingPath = path
    sendableUserInfo = userInfo
  }

  /// An encoder for what lies at `key` in this one's value.
  func child(_ key: any CodingKey) -> ValueEncoder {
    ValueEncoder(path: codingPath + [key], userInfo: sendableUserInfo)
  }

  /// `value` in Lua's form; this encoder is then used up.
  func box(_ value: some Encodable) throws -> LuaValue {
    if let primitive = value as? any LuaPrimitive {
      guard let value = primitive.encoded else { throw tooLarge(value) }
      return value
    }
    if let dictionary = value as? any IntegerKeyed { return try dictionary.encoded(by: self) }
    try value.encode(to: self)
    return try result()
  }

  private func tooLarge(_ value: any Encodable) -> EncodingError {
    .invalidValue(
      value,
      .init(codingPath: codingPath, debugDescription: "\(value) does not fit in a Lua integer")
    )
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(FieldsEncoder<Key>(self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { ArrayEncoder(self) }
  func singleValueContainer() -> any SingleValueEncodingContainer { SingleEncoder(encoder: self) }
}

/// A dictionary whose keys are integers in Lua too.
protocol IntegerKeyed {
  func encoded(by encoder: ValueEncoder) throws -> LuaValue
}

extension Dictionary: IntegerKeyed where Key == Int, Value: Encodable {
  func encoded(by encoder: ValueEncoder) throws -> LuaValue {
    var table = LuaTable()
    for (key, value) in self {
      table.fields[.integer(Int64(key))] = try encoder.child(IndexKey(key)).box(value)
    }
    return .table(table)
  }
}

/// A place in an array, for coding paths: counted from 0, as Swift's own coders count.
struct IndexKey: CodingKey {
  let intValue: Int?
  var stringValue: String { "Index \(intValue ?? 0)" }

  init(_ index: Int) { intValue = index }
  init?(intValue: Int) { self.init(intValue) }
  init?(stringValue: String) { nil }
}

/// The key of a superclass's part.
struct SuperKey: CodingKey {
  var stringValue: String { "super" }
  var intValue: Int? { nil }

  init() {}
  init?(intValue: Int) { nil }
  init?(stringValue: String) { self.init() }
}
