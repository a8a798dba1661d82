public import LuaBridge

/// An object that scripts may hold: a *data access object*.
///
/// Override `members`.
///
/// ```swift
/// final class Pokemon: DAO {
///   let name: String
///   init(_ name: String) { self.name = name }
///   override var members: Members { Members().field("name", name).method("get_type", getType) }
///   func getType() async throws -> String { ... }
/// }
/// ```
///
/// Scripts call `pokemon.get_type()` or `pokemon:get_type()`, and wait for it without knowing. A DAO may
/// be registered by an ``Environment``, and any host function may return one. It lives on the
/// thread of its scripts, so it needs no locks; what it keeps outlives each script.
open class DAO: LuaObject {
  /// An object.
  public override init() { super.init() }
}
