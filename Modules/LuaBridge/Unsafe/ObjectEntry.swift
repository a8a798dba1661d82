import CLua
import CLuaShims

/// One of the host's objects in a VM: kept alive while a script can reach it.
final class ObjectEntry {
  let object: LuaObject
  /// Its members' functions, in their order; in memory of its own, where calling one counts no more
  /// references than it has to.
  private let functions: UnsafeMutableBufferPointer<HostFunction>
  let classNumber: Int64
  let raw: UnsafeMutablePointer<umbra_object>

  init(_ object: LuaObject, _ functions: [HostFunction], classNumber: Int64) {
    self.object = object
    self.functions = .allocate(capacity: functions.count)
    _ = self.functions.initialize(from: functions)
    self.classNumber = classNumber
    raw = .allocate(capacity: 1)
    raw.initialize(to: umbra_object())
    raw.pointee.host = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    functions.deinitialize()
    functions.deallocate()
    raw.deallocate()
  }

  /// Whether Lua, or a message on its way there, mentions it.
  var isReferenced: Bool { raw.pointee.references > 0 }

  /// The object at `index`.
  static func at(_ index: Int32, in state: OpaquePointer) -> ObjectEntry? {
    umbra_object_at(state, index).map(entry)
  }

  /// Calls a member's function.
  @inline(__always)
  static func call(
    _ number: Int,
    of raw: UnsafeMutablePointer<umbra_object>,
    _ vm: LuaVM,
    _ arguments: LuaArguments
  ) throws -> HostResults {
    try Unmanaged<ObjectEntry>.fromOpaque(raw.pointee.host)._withUnsafeGuaranteedRef { entry in
      try entry.functions[number].body(vm, arguments)
    }
  }

  private static func entry(_ raw: UnsafeMutablePointer<umbra_object>) -> ObjectEntry {
    Unmanaged.fromOpaque(raw.pointee.host).takeUnretainedValue()
  }
}
