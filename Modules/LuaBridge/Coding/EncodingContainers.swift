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
  var array: [() throws -> LuaValue] = []
  var fields: [String: () throws -> LuaValue] = [:]

  func table() throws -> LuaValue {
    var table = LuaTable(array: try array.map { try $0() })
    for (name, value) in fields { table[name] = try value() }
    return .table(table)
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
      guard case .table(var table) = try collected.table() else { return .nil }
      if case .table(let other) = try before() {
        table.fields.merge(other.fields) { new, _ in new }
      }
      return .table(table)
    }
  }

  mutating func encodeNil(forKey key: Key) throws {}

  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    let boxed = try encoder.child(key).box(value)
    collected.fields[key.stringValue] = { boxed }
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
    collected.fields[key.stringValue] = { try child.result() }
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
    encoder.result = { try collected.table() }
  }

  mutating func encodeNil() throws { collected.array.append { .nil } }

  mutating func encode<T: Encodable>(_ value: T) throws {
    let boxed = try encoder.child(IndexKey(count)).box(value)
    collected.array.append { boxed }
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
    collected.array.append { try child.result() }
    return child
  }
}
