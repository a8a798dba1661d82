import CLuaShims

/// Writes values down for Lua to build; see umbra_message.h for the form and the reason.
struct MessageWriter {
  /// How deep tables may nest on their way in.
  static let mostDepth = 100

  let raw: UnsafeMutablePointer<umbra_message>
  // Outlives the writer; counting references to it would cost more than the writing.
  private unowned(unsafe) let vm: LuaVM

  /// Goes on with a message, or begins one.
  init(_ begun: UnsafeMutablePointer<umbra_message>? = nil, for vm: LuaVM) throws(LuaError) {
    guard let raw = begun ?? umbra_message_take(vm.raw) else {
      throw .host("no memory for a message to Lua")
    }
    self.raw = raw
    self.vm = vm
  }

  /// A message of these values; given back if one of them cannot be written.
  static func message(of values: some Sequence<LuaValue>, for vm: LuaVM) throws(LuaError)
    -> UnsafeMutablePointer<umbra_message>
  {
    let writer = try MessageWriter(for: vm)
    return try writer.finish { (writer) throws(LuaError) in
      for value in values { try writer.append(value) }
    }
  }

  /// A message of one value.
  static func message(of value: LuaValue, for vm: LuaVM) throws(LuaError)
    -> UnsafeMutablePointer<umbra_message>
  {
    let writer = try MessageWriter(for: vm)
    return try writer.finish { (writer) throws(LuaError) in try writer.append(value) }
  }

  /// A message of what `reference` holds, and of these values.
  static func message(of reference: LuaReference, _ values: [LuaValue], for vm: LuaVM)
    throws(LuaError) -> UnsafeMutablePointer<umbra_message>
  {
    let slot = try reference.slot(in: vm)
    let writer = try MessageWriter(for: vm)
    return try writer.finish { (writer) throws(LuaError) in
      try writer.operation("R", Int64(slot))
      writer.raw.pointee.values += 1
      for value in values { try writer.append(value) }
    }
  }

  /// Has `write` write; what it throws ends the message.
  @inline(__always)
  func finish(_ write: (MessageWriter) throws(LuaError) -> Void)
    throws(LuaError) -> UnsafeMutablePointer<umbra_message>
  {
    do throws(LuaError) {
      try write(self)
    } catch {
      umbra_message_drop(raw)
      throw error
    }
    return raw
  }

  func append(_ value: LuaValue) throws(LuaError) {
    try write(value, depth: 0)
    raw.pointee.values += 1
  }

  private func write(_ value: LuaValue, depth: Int) throws(LuaError) {
    switch value {
    case .nil: try operation("N")
    case .boolean(let value): try operation(value ? "T" : "F")
    case .integer(let value): try operation("I", value)
    case .number(let value): try operation("D", Int64(bitPattern: value.bitPattern))
    case .string(var value):
      let place = try string(value.utf8.count)
      value.withUTF8 { place.copyBytes(from: $0) }
    case .bytes(let value): try string(value.count).copyBytes(from: value)
    case .table(let value): try table(value, depth: depth)
    case .function(let value): try operation("R", Int64(value.reference.slot(in: vm)))
    case .coroutine(let value): try operation("R", Int64(value.reference.slot(in: vm)))
    case .object(let value): try object(value.object)
    case .opaque(let name): throw .host("a \(name) cannot be given back to Lua")
    }
  }

  private func table(_ table: LuaTable, depth: Int) throws(LuaError) {
    guard depth < Self.mostDepth else { throw .tooLarge("a table nested deeper than \(depth)") }
    let place = try extend(1 + 4 + 4)
    place.storeBytes(of: UInt8(ascii: "{"), as: UInt8.self)
    place.storeBytes(of: UInt32(clamping: table.array.count), toByteOffset: 1, as: UInt32.self)
    place.storeBytes(of: UInt32(clamping: table.fields.count), toByteOffset: 5, as: UInt32.self)
    for (index, value) in table.array.enumerated() where !value.isNil {
      try write(value, depth: depth + 1)
      try operation("#", Int64(index + 1))
    }
    for (key, value) in table.fields where !value.isNil {
      try write(try checked(key), depth: depth + 1)
      try write(value, depth: depth + 1)
      try operation("=")
    }
  }

  /// `nil` and NaN are no keys (manual, section 2.1).
  private func checked(_ key: LuaValue) throws(LuaError) -> LuaValue {
    switch key {
    case .nil: throw .host("a table for Lua has the key nil")
    case .number(let value) where value.isNaN: throw .host("a table for Lua has the key NaN")
    default: return key
    }
  }

  private func object(_ object: LuaObject) throws(LuaError) {
    let entry = try vm.objects.enter(object, in: vm)
    let place = try extend(1 + 8 + 8)
    place.storeBytes(of: UInt8(ascii: "O"), as: UInt8.self)
    place.storeBytes(of: Int64(Int(bitPattern: entry.raw)), toByteOffset: 1, as: Int64.self)
    place.storeBytes(of: entry.classNumber, toByteOffset: 9, as: Int64.self)
    entry.raw.pointee.references += 1
  }

  /// Where the bytes of a string belong.
  private func string(_ count: Int) throws(LuaError) -> UnsafeMutableRawBufferPointer {
    let place = try extend(1 + 8 + count)
    place.storeBytes(of: UInt8(ascii: "S"), as: UInt8.self)
    place.storeBytes(of: Int64(count), toByteOffset: 1, as: Int64.self)
    return UnsafeMutableRawBufferPointer(start: place + 9, count: count)
  }

  private func operation(_ name: Unicode.Scalar) throws(LuaError) {
    try extend(1).storeBytes(of: UInt8(ascii: name), as: UInt8.self)
  }

  private func operation(_ name: Unicode.Scalar, _ operand: Int64) throws(LuaError) {
    let place = try extend(1 + 8)
    place.storeBytes(of: UInt8(ascii: name), as: UInt8.self)
    place.storeBytes(of: operand, toByteOffset: 1, as: Int64.self)
  }

  private func extend(_ count: Int) throws(LuaError) -> UnsafeMutableRawPointer {
    guard let place = umbra_message_extend(raw, count) else {
      throw .host("no memory for a message to Lua")
    }
    return place
  }
}
