import CLua
import CLuaShims

/// One of the host's objects in a VM: kept alive while a script can reach it.
final class ObjectEntry {
  let object: LuaObject
  /// Its members' functions, in their order.
  let functions: [HostFunction]
  let classNumber: Int64
  let raw: UnsafeMutablePointer<umbra_object>

  init(_ object: LuaObject, _ functions: [HostFunction], classNumber: Int64) {
    self.object = object
    self.functions = functions
    self.classNumber = classNumber
    raw = .allocate(capacity: 1)
    raw.initialize(to: umbra_object())
    raw.pointee.host = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    raw.deallocate()
  }

  /// Whether Lua, or a message on its way there, mentions it.
  var isReferenced: Bool { raw.pointee.references > 0 }

  /// The object at `index`.
  static func at(_ index: Int32, in state: OpaquePointer) -> ObjectEntry? {
    umbra_object_at(state, index).map(entry)
  }

  /// The object whose member the running host function is.
  static func receiver(in state: OpaquePointer) -> ObjectEntry? {
    umbra_receiver(state).map(entry)
  }

  private static func entry(_ raw: UnsafeMutablePointer<umbra_object>) -> ObjectEntry {
    Unmanaged.fromOpaque(raw.pointee.host).takeUnretainedValue()
  }
}
