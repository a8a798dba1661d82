import CLuaShims
import Glibc

/// The host's objects that a VM's scripts may reach: kept alive here, since Lua has their address.
///
/// Lua's collector tells by a count when a script cannot reach one any more; so a script may meet any
/// number of objects in its life. Objects whose members have the same names share a metatable.
final class ObjectTable {
  /// What the objects of one metatable have in common.
  private struct Shape: Hashable {
    struct Member: Hashable {
      let name: String
      let kind: Members.Kind
    }

    let name: String
    let members: [Member]
  }

  /// A metatable, and the functions that it mentions.
  private struct Class {
    let number: Int64
    let entries: [HostEntry]
  }

  private struct Contents {
    var objects: [ObjectIdentifier: ObjectEntry] = [:]
    var classes: [Shape: Class] = [:]
    /// When so many are here, those that are not reachable are let go.
    var sweepAt = 256
  }

  private var contents = Contents()
  private var sealed = Contents()
  private var sealedReferences: [ObjectIdentifier: UInt32] = [:]

  /// How many objects are kept alive.
  var count: Int { contents.objects.count }

  /// The object's entry, made (with its class in Lua) when it is new.
  func enter(_ object: LuaObject, in vm: LuaVM) throws(LuaError) -> ObjectEntry {
    if let known = contents.objects[ObjectIdentifier(object)] { return known }
    if contents.objects.count >= contents.sweepAt { sweep() }
    let members = object.members.all
    let number = try classNumber(of: object, members, in: vm)
    let entry = ObjectEntry(object, members.map(\.function), classNumber: number)
    contents.objects[ObjectIdentifier(object)] = entry
    return entry
  }

  func seal() {
    sealed = contents
    sealedReferences = contents.objects.mapValues(\.raw.pointee.references)
  }

  /// What the image mentions, and no more.
  func reset() {
    contents = sealed
    for (object, references) in sealedReferences {
      contents.objects[object]?.raw.pointee.references = references
    }
  }

  private func sweep() {
    contents.objects = contents.objects.filter {
      $0.value.isReferenced || sealedReferences[$0.key] != nil
    }
    contents.sweepAt = max(256, 2 * contents.objects.count)
  }

  private func classNumber(of object: LuaObject, _ members: [Members.Member], in vm: LuaVM)
    throws(LuaError) -> Int64
  {
    let names = members.map { Shape.Member(name: $0.name, kind: $0.kind) }
    let shape = Shape(name: object.luaName, members: names)
    if let known = contents.classes[shape] { return known.number }
    let entries = entries(of: members, in: vm)
    let number = try make(shape, entries, in: vm)
    contents.classes[shape] = Class(number: number, entries: entries)
    return number
  }

  private func entries(of members: [Members.Member], in vm: LuaVM) -> [HostEntry] {
    var methods = 0
    return members.enumerated().map { index, member in
      if member.kind == .method { methods += 1 }
      return HostEntry(member: index, method: member.kind == .method ? methods : 0, in: vm)
    }
  }

  private func make(_ shape: Shape, _ entries: [HostEntry], in vm: LuaVM) throws(LuaError) -> Int64
  {
    let raw = UnsafeMutablePointer<umbra_member>.allocate(capacity: max(entries.count, 1))
    let name = strdup(shape.name)
    defer {
      for index in entries.indices { free(UnsafeMutablePointer(mutating: raw[index].name)) }
      raw.deallocate()
      free(name)
    }
    for (index, member) in shape.members.enumerated() {
      (raw + index).initialize(
        to: umbra_member(
          name: strdup(member.name),
          kind: member.kind.raw,
          function: UnsafePointer(entries[index].raw)
        )
      )
    }
    var described = umbra_class(name: name, members: raw, count: entries.count)
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
    case .metamethod: UMBRA_METAMETHOD
    case .index: UMBRA_INDEX
    case .newIndex: UMBRA_NEWINDEX
    }
  }
}
