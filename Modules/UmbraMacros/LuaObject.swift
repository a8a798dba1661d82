#if Macros
public import LuaBridge

/// Shows a type's own members to Lua: writes its `members`.
///
/// On a class that inherits `LuaObject` or `DAO`, properties become fields (assignable ones where Swift lets them be
/// assigned), and methods become methods, `async` ones too. On a struct, the type becomes `LuaRepresentable` besides;
/// scripts see a copy, so its fields cannot be assigned.
///
/// ```swift
/// @LuaObject
/// final class Pokemon: DAO {
///   let name: String
///   func getType() async throws -> String { ... }     // pokemon.get_type()
///   @LuaHidden var cache: [String: String] = [:]
/// }
/// ```
///
/// Names become Lua's `snake_case`; ``LuaName(_:)`` gives another one. Not shown are static, private and
/// `fileprivate` members, those that begin with an underscore, and what is marked ``LuaHidden()``. Arguments are checked
/// as `LuaArguments` does; arguments with a default value may be left out from the end.
///
/// An error of the compiler names what cannot be shown, and how to hide or change it.
@attached(member, names: named(members), named(luaMembers))
@attached(extension, conformances: LuaRepresentable, names: named(luaValue))
public macro LuaObject() =
  #externalMacro(module: "UmbraMacrosPlugin", type: "LuaObjectMacro")

/// Keeps a member of a ``LuaObject()`` from scripts.
@attached(peer)
public macro LuaHidden() = #externalMacro(module: "UmbraMacrosPlugin", type: "MarkerMacro")

/// Gives a member of a ``LuaObject()`` another name in Lua.
@attached(peer)
public macro LuaName(_ name: String) =
  #externalMacro(module: "UmbraMacrosPlugin", type: "MarkerMacro")

/// A value of a struct that scripts hold: what ``LuaObject()`` makes of it.
public final class LuaValueObject: LuaBridge.LuaObject {
  private let name: String
  private let shown: Members

  /// An object with these members.
  public init(_ name: String, _ members: Members) {
    self.name = name
    shown = members
  }

  /// The members of the value.
  public override var members: Members { shown }

  /// The struct's name.
  public override var luaName: String { name }
}
#endif
