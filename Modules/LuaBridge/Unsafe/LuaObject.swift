/// An object of the host that scripts may hold: methods and fields by name.
///
/// Subclass it, or better `DAO` in the Sandbox module. It is used on the thread of its script's
/// reactor alone.
open class LuaObject: @unchecked Sendable {
  // Proof of Sendable: scripts, the library and the functions in `members` touch it on one reactor's
  // thread; values that mention it are only passed through by other threads.

  /// An object.
  public init() {}

  /// What scripts find in it.
  ///
  /// Asked for once a script.
  open var members: Members { Members() }

  /// What type errors and `tostring` call it: by default the class's name.
  open var luaName: String { String(describing: type(of: self)) }
}

extension LuaObject: Hashable, CustomStringConvertible {
  /// The same object.
  public static func == (one: LuaObject, other: LuaObject) -> Bool { one === other }
  /// By identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
  /// Its name.
  public var description: String { luaName }
}
