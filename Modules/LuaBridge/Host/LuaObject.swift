/// An object of the host that scripts may hold: methods and fields by name.
///
/// Subclass it, or `DAO` in the Sandbox module, which is the same under the name that bots know. It is
/// used on the thread of its script's reactor alone, so it needs no locks and need not be `Sendable`.
open class LuaObject: CustomStringConvertible {
  /// An object.
  public init() {}

  /// What scripts find in it.
  ///
  /// Asked for when a script first gets the object, and for each sandbox anew.
  open var members: Members { Members() }

  /// What type errors and `tostring` call it: by default the class's name.
  open var luaName: String { String(describing: type(of: self)) }

  /// Its name.
  open var description: String { luaName }
}

extension LuaObject: LuaRepresentable {
  /// A handle on it.
  public var luaValue: LuaValue { .object(ObjectHandle(self)) }
}
