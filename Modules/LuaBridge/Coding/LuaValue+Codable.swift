extension LuaValue: Encodable {
  /// Writes the value in another coder's form, JSON's, say.
  ///
  /// Tables that only have 1, 2, 3 ... become arrays, others objects with their keys as text.
  ///
  /// - Throws: `EncodingError` for functions, coroutines, objects and what is opaque.
  public func encode(to encoder: any Encoder) throws {
    if case .table(let table) = self { return try table.encode(to: encoder) }
    var container = encoder.singleValueContainer()
    switch self {
    case .nil: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .bytes(let value): try container.encode(value)
    case .table, .function, .coroutine, .object, .opaque:
      let words = "a \(typeName) has no form outside of Lua"
      throw EncodingError.invalidValue(
        self,
        .init(codingPath: encoder.codingPath, debugDescription: words)
      )
    }
  }
}

extension LuaValue: Decodable {
  /// Reads any value of another coder (JSON's, say).
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    if let value = try? Self(single: decoder.singleValueContainer()) {
      self = value
    } else if var array = try? decoder.unkeyedContainer() {
      var elements: [LuaValue] = []
      while !array.isAtEnd { elements.append(try array.decode(LuaValue.self)) }
      self = .table(LuaTable(array: elements))
    } else {
      let fields = try [String: LuaValue](from: decoder)
      self = fields.luaValue
    }
  }

  private init(single container: any SingleValueDecodingContainer) throws {
    if container.decodeNil() {
      self = .nil
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else {
      self = .string(try container.decode(String.self))
    }
  }
}

extension LuaTable: Codable {
  /// As ``LuaValue/encode(to:)``.
  public func encode(to encoder: any Encoder) throws {
    guard !fields.isEmpty else { return try array.encode(to: encoder) }
    var named: [String: LuaValue] = [:]
    for (index, value) in array.enumerated() { named[String(index + 1)] = value }
    for (key, value) in fields { named[key.description] = value }
    try named.encode(to: encoder)
  }

  /// As ``LuaValue/init(from:)``.
  public init(from decoder: any Decoder) throws {
    guard case .table(let table) = try LuaValue(from: decoder) else {
      let context = DecodingError.Context(
        codingPath: decoder.codingPath,
        debugDescription: "an array or an object is expected"
      )
      throw DecodingError.typeMismatch(LuaTable.self, context)
    }
    self = table
  }
}
