/// A value that decodes itself from one other value.
struct SingleDecoder: SingleValueDecodingContainer {
  let decoder: ValueDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.value.isNil }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try decoder.value.exactly(type) ?? decoder.unbox(type)
  }
}

/// A table's string keys.
struct FieldsDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: ValueDecoder
  let table: LuaTable
  var codingPath: [any CodingKey] { decoder.codingPath }

  var allKeys: [Key] { table.fields.keys.compactMap(\.stringValue).compactMap(Key.init) }

  func contains(_ key: Key) -> Bool { !table[key.stringValue].isNil }
  func decodeNil(forKey key: Key) throws -> Bool { !contains(key) }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    let value = table[key.stringValue]
    if let simple = value.exactly(type) { return simple }
    // `nil` in Lua is to be absent; only what takes either may be made of it.
    guard !value.isNil || type is any ExpressibleByNilLiteral.Type else {
      throw DecodingError.keyNotFound(
        key,
        .init(codingPath: codingPath, debugDescription: "the field '\(key.stringValue)' is missing")
      )
    }
    return try decoder.child(value, key).unbox(type)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<Nested>
  {
    try child(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try child(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { child(SuperKey()) }
  func superDecoder(forKey key: Key) throws -> any Decoder { child(key) }

  private func child(_ key: any CodingKey) -> ValueDecoder {
    decoder.child(table[key.stringValue], key)
  }
}

/// A table's 1, 2, 3 ...
struct ArrayDecoder: UnkeyedDecodingContainer {
  let decoder: ValueDecoder
  let elements: [LuaValue]
  private(set) var currentIndex = 0
  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  init(decoder: ValueDecoder, elements: [LuaValue]) {
    self.decoder = decoder
    self.elements = elements
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].isNil else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    if !isAtEnd, let simple = elements[currentIndex].exactly(type) {
      currentIndex += 1
      return simple
    }
    return try next(type) { try $0.unbox(type) }
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
    -> KeyedDecodingContainer<Nested>
  {
    try next([String: LuaValue].self) { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next([LuaValue].self) { try $0.unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder { try next(LuaValue.self) { $0 } }

  /// The element at hand stays where it does not fit.
  private mutating func next<T>(_ type: any Any.Type, _ body: (ValueDecoder) throws -> T) throws
    -> T
  {
    let key = IndexKey(currentIndex)
    guard !isAtEnd else {
      let context = DecodingError.Context(
        codingPath: codingPath + [key],
        debugDescription: "the array has only \(elements.count) elements"
      )
      throw DecodingError.valueNotFound(type, context)
    }
    let result = try body(decoder.child(elements[currentIndex], key))
    currentIndex += 1
    return result
  }
}
