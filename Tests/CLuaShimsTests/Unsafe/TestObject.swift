import CLua
import CLuaShims
import Testing

/// An object of the host without members, of a class of its own.
final class TestObject {
  private let vm: TestVM
  private let raw: UnsafeMutablePointer<umbra_object>
  private var number: Int64 = 0

  init(_ className: String, in vm: TestVM) throws {
    self.vm = vm
    raw = .allocate(capacity: 1)
    raw.initialize(to: umbra_object())
    var made: Int64 = 0
    let status = className.withCString { name in
      var described = umbra_class(name: name, members: nil, count: 0)
      return vm.perform(umbra_body_make_class, &described, results: 1) { state in
        made = lua_tointegerx(state, -1, nil)
      }
    }
    try #require(status == LUA_OK)
    number = made
  }

  deinit { raw.deallocate() }

  var references: UInt32 { raw.pointee.references }

  /// Makes it a global, as the host would by a message that names it.
  func push(asGlobal name: String) -> Int32 {
    raw.pointee.references += 1
    var pushing = (object: raw, number: number)
    let body: lua_CFunction = { state in
      guard let state, let argument = lua_touserdata(state, -1) else { return 0 }
      let pushing = argument.assumingMemoryBound(
        to: (object: UnsafeMutablePointer<umbra_object>, number: Int64).self
      ).pointee
      umbra_push_object(state, pushing.object, pushing.number)
      return 1
    }
    return vm.perform(body, &pushing, results: 1) { state in
      lua_setglobal(state, name)
    }
  }
}
