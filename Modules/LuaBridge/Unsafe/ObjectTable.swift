import CLuaShims
import Glibc

/// The host's objects that a VM's scripts may hold: kept alive here, since Lua only has their address.
final class ObjectTable {
  struct Entry {
    let object: LuaObject
    let classNumber: Int64

    var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(object).toOpaque() }
  }

  private var entries: [ObjectIdentifier: Entry] = [:]
  private var sealed: [ObjectIdentifier: Entry] = [:]

  /// The object's entry, made (with its class in Lua) when it is new.
  func enter(_ object: LuaObject, in vm: LuaVM) throws(LuaError) -> Entry {
    if let known = entries[ObjectIdentifier(object)] { return known }
    let number = try makeClass(of: object, in: vm)
    let entry = Entry(object: object, classNumber: number)
    entries[ObjectIdentifier(object)] = entry
    return entry
  }

  func seal() { sealed = entries }
  func reset() { entries = sealed }

  private func makeClass(of object: LuaObject, in vm: LuaVM) throws(LuaError) -> Int64 {
    let members = object.members.all
    let raw = UnsafeMutablePointer<umbra_member>.allocate(capacity: max(members.count, 1))
    let name = strdup(object.luaName)
    defer {
      for index in members.indices { free(UnsafeMutablePointer(mutating: raw[index].name)) }
      raw.deallocate()
      free(name)
    }
    for (index, member) in members.enumerated() {
      let entry = HostEntry(member.function, in: vm)
      vm.keep(entry)
      raw[index] = umbra_member(
        name: strdup(member.name),
        kind: member.kind.raw,
        function: UnsafePointer(entry.raw)
      )
    }
    var described = umbra_class(name: name, members: raw, count: members.count)
    return try withUnsafeMutablePointer(to: &described) { (raw) throws(LuaError) in
      try vm.perform(umbra_body_make_class, UnsafeMutableRawPointer(raw))
    }
  }
}

extension Members.Kind {
  fileprivate var raw: umbra_member_kind {
    switch self {
    case .method: UMBRA_METHOD
    case .getter: UMBRA_GETTER
    case .setter: UMBRA_SETTER
    }
  }
}
