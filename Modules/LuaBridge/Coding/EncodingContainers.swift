/// A value that encodes itself as one other value.
struct SingleEncoder: SingleValueEncodingContainer {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  mutating func encodeNil() throws { encoder.result = { .nil } }

  mutating func encode<T: Encodable>(_ value: T) throws {
    let inner = ValueEncoder(path: codingPath, userInfo: encoder.sendableUserInfo)
    let boxed = try inner.box(value)
    encoder.result = { boxed }
  }
}

/// What a keyed or unkeyed container has so far.
private final class Collected {
  /// A part: as it is, or of a container that may still be open.
  enum Part {
    case value(LuaValue)
    case encoder(ValueEncoder)

    func value() throws -> LuaValue {
      switch self {
      case .value(let value): value
      case .encoder(let encoder): try encoder.result()
      }
    }
  }

  var array: [Part] = []
  var fields: [(name: String, part: Part)] = []

  func table() throws -> LuaTable {
    var table = LuaTable(array: try array.map { try $0.value() })
    table.fields.reserveCapacity(fields.count)
    for (name, part) in fields { table[name] = try part.value() }
    return table
  }
}

/// A table with string keys.
struct FieldsEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  private let encoder: ValueEncoder
  private let collected = Collected()
  var codingPath: [any CodingKey] { encoder.codingPath }

  init(_ encoder: ValueEncoder) {
    self.encoder = encoder
    let before = encoder.result
    let collected = collected
    // Types may open their container more than once; what is encoded adds up.
    encoder.result = {
      var table = try collected.table()
      if case .table(let other) = try before() {
        table.fields.merge(other.fields) { new, _ in new }
      }
      return .table(table)
    }
  }

  mutating func encodeNil(forKey key: Key) throws {}

  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    let value = try LuaValue(simple: value) ?? encoder.child(key).box(value)
    collected.fields.append((key.stringValue, .value(value)))
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key)
    -> KeyedEncodingContainer<Nested>
  {
    added(key).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    added(key).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { added(SuperKey()) }
  mutating func superEncoder(forKey key: Key) -> any Encoder { added(key) }

  private func added(_ key: any CodingKey) -> ValueEncoder {
    let child = encoder.child(key)
    collected.fields.append((key.stringValue, .encoder(child)))
    return child
  }
}

/// A table with the keys 1, 2, 3 ...
struct ArrayEncoder: UnkeyedEncodingContainer {
  private let encoder: ValueEncoder
  private let collected = Collected()
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { collected.array.count }

  init(_ encoder: ValueEncoder) {
    self.encoder = encoder
    let collected = collected
    encoder.result = { .table(try collected.table()) }
  }

  mutating func encodeNil() throws { collected.array.append(.value(.nil)) }

  mutating func encode<T: Encodable>(_ value: T) throws {
    let value = try LuaValue(simple: value) ?? encoder.child(IndexKey(count)).box(value)
    collected.array.append(.value(value))
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type)
    -> KeyedEncodingContainer<Nested>
  {
    added().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    added().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { added() }

  private func added() -> ValueEncoder {
    let child = encoder.child(IndexKey(count))
    collected.array.append(.encoder(child))
    return child
  }
}
