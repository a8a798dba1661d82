import CLuaShims

/// Writes values down for Lua to build; see umbra_message.h for the form and the reason.
struct MessageWriter {
  /// How deep tables may nest on their way in.
  static let mostDepth = 100

  private let raw: UnsafeMutablePointer<umbra_message>
  private let vm: LuaVM
  /// Those that the message mentions.
  private var objects: [ObjectEntry] = []

  init(for vm: LuaVM) throws(LuaError) {
    guard let raw = umbra_message_take(vm.raw) else {
      throw .host("no memory for a message to Lua")
    }
    self.raw = raw
    self.vm = vm
  }

  /// A message of these values; given back if one of them cannot be written.
  static func message(of values: [LuaValue], for vm: LuaVM) throws(LuaError)
    -> UnsafeMutablePointer<umbra_message>
  {
    var writer = try MessageWriter(for: vm)
    return try writer.finish(values)
  }

  /// A message of what `reference` holds, and of these values.
  static func message(calling reference: LuaReference, _ values: [LuaValue], for vm: LuaVM)
    throws(LuaError) -> UnsafeMutablePointer<umbra_message>
  {
    let slot = try reference.slot(in: vm)
    var writer = try MessageWriter(for: vm)
    return try writer.finish(values, calling: slot)
  }

  private mutating func finish(_ values: [LuaValue], calling slot: Int32? = nil) throws(LuaError)
    -> UnsafeMutablePointer<umbra_message>
  {
    do throws(LuaError) {
      if let slot {
        try operation("R", Int64(slot))
        raw.pointee.values += 1
      }
      for value in values { try append(value) }
    } catch {
      for object in objects { object.raw.pointee.references -= 1 }
      umbra_message_drop(vm.raw, raw)
      throw error
    }
    return raw
  }

  private mutating func append(_ value: LuaValue) throws(LuaError) {
    try write(value, depth: 0)
    raw.pointee.values += 1
  }

  private mutating func write(_ value: LuaValue, depth: Int) throws(LuaError) {
    switch value {
    case .nil: try operation("N")
    case .boolean(let value): try operation(value ? "T" : "F")
    case .integer(let value): try operation("I", value)
    case .number(let value): try operation("D", value)
    case .string(let value): try string(value.utf8)
    case .bytes(let value): try string(value)
    case .table(let value): try table(value, depth: depth)
    case .function(let value): try operation("R", Int64(value.reference.slot(in: vm)))
    case .coroutine(let value): try operation("R", Int64(value.reference.slot(in: vm)))
    case .object(let value): try object(value.object)
    case .opaque(let name): throw .host("a \(name) cannot be given back to Lua")
    }
  }

  private mutating func table(_ table: LuaTable, depth: Int) throws(LuaError) {
    guard depth < Self.mostDepth else { throw .tooLarge("a table nested deeper than \(depth)") }
    try operation("{", UInt32(clamping: table.array.count), UInt32(clamping: table.fields.count))
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

  private mutating func object(_ object: LuaObject) throws(LuaError) {
    let entry = try vm.objects.enter(object, in: vm)
    try operation("O", entry.raw, entry.classNumber)
    entry.raw.pointee.references += 1
    objects.append(entry)
  }

  private func string(_ bytes: some Collection<UInt8>) throws(LuaError) {
    try operation("S", UInt64(bytes.count))
    let place = try extend(bytes.count)
    let buffer = UnsafeMutableRawBufferPointer(start: place, count: bytes.count)
    buffer.copyBytes(from: bytes)
  }

  private func operation(_ name: Unicode.Scalar) throws(LuaError) {
    try extend(1).storeBytes(of: UInt8(ascii: name), as: UInt8.self)
  }

  private func operation<each Operand: BitwiseCopyable>(
    _ name: Unicode.Scalar,
    _ operands: repeat each Operand
  ) throws(LuaError) {
    try operation(name)
    for operand in repeat each operands {
      let place = try extend(MemoryLayout.size(ofValue: operand))
      withUnsafeBytes(of: operand) { bytes in
        UnsafeMutableRawBufferPointer(start: place, count: bytes.count).copyMemory(from: bytes)
      }
    }
  }

  private func extend(_ count: Int) throws(LuaError) -> UnsafeMutableRawPointer {
    guard let place = umbra_message_extend(raw, count) else {
      throw .host("no memory for a message to Lua")
    }
    return place
  }
}
