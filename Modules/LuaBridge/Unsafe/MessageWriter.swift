import CLuaShims

/// Writes values down for Lua to build; see umbra_message.h for the form and the reason.
struct MessageWriter {
  /// How deep tables may nest on their way in.
  static let mostDepth = 100

  private let raw: UnsafeMutablePointer<umbra_message>
  // Outlives the writer; counting references to it would cost more than the writing.
  private unowned(unsafe) let vm: LuaVM
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
    case .number(let value): try operation("D", Int64(bitPattern: value.bitPattern))
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
    try operation("{")
    try extend(4).storeBytes(of: UInt32(clamping: table.array.count), as: UInt32.self)
    try extend(4).storeBytes(of: UInt32(clamping: table.fields.count), as: UInt32.self)
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
    try operation("O", Int64(Int(bitPattern: entry.raw)))
    try word(entry.classNumber)
    entry.raw.pointee.references += 1
    objects.append(entry)
  }

  private func string(_ bytes: some Collection<UInt8>) throws(LuaError) {
    try operation("S", Int64(bytes.count))
    let place = try extend(bytes.count)
    let buffer = UnsafeMutableRawBufferPointer(start: place, count: bytes.count)
    buffer.copyBytes(from: bytes)
  }

  private func operation(_ name: Unicode.Scalar) throws(LuaError) {
    try extend(1).storeBytes(of: UInt8(ascii: name), as: UInt8.self)
  }

  private func operation(_ name: Unicode.Scalar, _ operand: Int64) throws(LuaError) {
    let place = try extend(1 + 8)
    place.storeBytes(of: UInt8(ascii: name), as: UInt8.self)
    place.storeBytes(of: operand, toByteOffset: 1, as: Int64.self)
  }

  private func word(_ operand: Int64) throws(LuaError) {
    try extend(8).storeBytes(of: operand, as: Int64.self)
  }

  private func extend(_ count: Int) throws(LuaError) -> UnsafeMutableRawPointer {
    guard let place = umbra_message_extend(raw, count) else {
      throw .host("no memory for a message to Lua")
    }
    return place
  }
}
