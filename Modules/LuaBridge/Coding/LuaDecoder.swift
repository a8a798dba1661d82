/// Makes `Decodable` values of Lua ones.
///
/// ```swift
/// struct Point: Decodable { let x: Int; let y: Double? }
/// let point = try LuaDecoder().decode(Point.self, from: ["x": 1])
/// ```
///
/// Nothing is guessed: a number is not taken for a string, nor a string for a number.
///
/// | Swift | from Lua |
/// | --- | --- |
/// | integers | integer, or float that is whole; it has to fit |
/// | `Double`, `Float` | any number, rounded where need be |
/// | `String` | string that is UTF-8 |
/// | `[UInt8]` | any string; or table of small integers at 1, 2, 3 ... |
/// | array, set | table that has 1, 2, 3 ... and nothing else; holes are nil |
/// | structure, `[String: V]` | table with string keys; others are passed over |
/// | `[Int: V]` | table with integer keys |
/// | optional | `nil`, or what is not there |
/// | ``LuaValue`` | anything, as it is |
///
/// An empty table is an empty array, an empty dictionary and a structure without fields alike.
public struct LuaDecoder {
  /// What types find in their decoder's `userInfo`.
  public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

  /// A decoder.
  public init() {}

  /// The value as a Swift type.
  ///
  /// - Throws: `DecodingError` with the path to what does not fit; what the type throws itself.
  public func decode<T: Decodable>(_ type: T.Type, from value: LuaValue) throws -> T {
    try ValueDecoder(value, path: [], userInfo: userInfo).unbox(type)
  }

  /// An error of decoding in a few words, with the place: `number at 'ports[2]'`.
  static func words(for error: any Error) -> String {
    guard let error = error as? DecodingError else { return String(describing: error) }
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(_, let its), .valueNotFound(_, let its), .keyNotFound(_, let its),
      .dataCorrupted(let its):
      context = its
    @unknown default: return String(describing: error)
    }
    let place = context.codingPath.reduce(into: "") { text, key in
      if let index = key.intValue {
        text += "[\(index + 1)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return context.debugDescription + (place.isEmpty ? "" : " at '\(place)'")
  }
}

/// Gives one Lua value to a type's `init(from:)`.
struct ValueDecoder: Decoder {
  let value: LuaValue
  let codingPath: [any CodingKey]
  let sendableUserInfo: [CodingUserInfoKey: any Sendable]
  var userInfo: [CodingUserInfoKey: Any] { sendableUserInfo }

  init(
    _ value: LuaValue,
    path: [any CodingKey],
    userInfo: [CodingUserInfoKey: any Sendable]
  ) {
    self.value = value
    codingPath = path
    sendableUserInfo = userInfo
  }

  /// A decoder for what lies at `key` in this one's value.
  func child(_ value: LuaValue, _ key: any CodingKey) -> ValueDecoder {
    ValueDecoder(value, path: codingPath + [key], userInfo: sendableUserInfo)
  }

  func unbox<T: Decodable>(_ type: T.Type) throws -> T {
    if let type = type as? any LuaPrimitive.Type {
      do throws(Unfit) {
        if let result = try type.init(decoding: value) as? T { return result }
      } catch {
        throw decodingError(error, type)
      }
    }
    if let type = type as? any IntegerKeyedDecodable.Type,
      let result = try type.init(decodingBy: self) as? T
    {
      return result
    }
    return try T(from: self)
  }

  private func decodingError(_ unfit: Unfit, _ type: any Any.Type) -> DecodingError {
    switch unfit {
    case .type(let expected): mismatch(expected, type)
    case .value(let words): .dataCorrupted(context(words))
    }
  }

  private func mismatch(_ expected: String, _ type: any Any.Type) -> DecodingError {
    let text = context("\(expected) is expected, not \(found)")
    return value.isNil ? .valueNotFound(type, text) : .typeMismatch(type, text)
  }

  private var found: String {
    guard case .table(let table) = value, let key = table.fields.keys.map(\.description).min()
    else {
      return value.isNil ? "nil" : "a \(value.typeName)"
    }
    return "a table with the key '\(key)'"
  }

  private func context(_ words: String) -> DecodingError.Context {
    .init(codingPath: codingPath, debugDescription: words)
  }

  func table(for type: any Any.Type) throws -> LuaTable {
    guard case .table(let table) = value else { throw mismatch("a table", type) }
    return table
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(
      FieldsDecoder<Key>(decoder: self, table: try table(for: [String: LuaValue].self))
    )
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .table(let table) = value, table.fields.isEmpty else {
      throw mismatch("an array", [LuaValue].self)
    }
    return ArrayDecoder(decoder: self, elements: table.array)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    SingleDecoder(decoder: self)
  }
}

/// A dictionary whose keys are integers in Lua too.
protocol IntegerKeyedDecodable {
  init(decodingBy decoder: ValueDecoder) throws
}

extension Dictionary: IntegerKeyedDecodable where Key == Int, Value: Decodable {
  init(decodingBy decoder: ValueDecoder) throws {
    let table = try decoder.table(for: Self.self)
    self.init()
    for (index, value) in table.array.enumerated() where !value.isNil {
      self[index + 1] = try decoder.child(value, IndexKey(index)).unbox(Value.self)
    }
    for (key, value) in table.fields {
      guard let number = key.integerValue else { continue }
      self[number] = try decoder.child(value, IndexKey(number)).unbox(Value.self)
    }
  }
}
