/// What a host function gives back to its script.
///
/// Not an array, as most functions give one value, and making an array costs as much as all the rest
/// of a call.
@usableFromInline
package enum HostResults: Sendable {
  case none
  case one(LuaValue)
  case many([LuaValue])
}
