import CLua

/// A Swift error as scripts see it: what `pcall` catches when a host function throws.
///
/// ```lua
/// local ok, problem = pcall(fetch, "x")
/// print(problem)            -- script:1: the network is down
/// print(problem.message)    -- the network is down
/// print(problem.type)       -- NetworkError
/// ```
///
/// `tostring(problem)` and `..` give the message with the place. Errors that are the script's own
/// fault (``LuaError``, a bad argument, say) reach it as strings, as those of Lua's own functions do.
/// A script that does not catch it ends, and the very same ``error`` comes out on the host's side.
///
/// Proof of Sendable: it is immutable.
public final class HostError: LuaObject, @unchecked Sendable {
  /// What the host function threw.
  public let error: any Error
  /// Where in the script it was called: `script:1: `; empty if that was not Lua code.
  let place: String

  init(_ error: any Error, place: String) {
    self.error = error
    self.place = place
    super.init()
  }

  /// `message` and `type`.
  public override var members: Members {
    Members()
      .field("message", message)
      .field("type", String(describing: Swift.type(of: error)))
      .metamethod(.toString) { _ in self.description }
      .metamethod(.concat) { operands in operands.map(Self.text).joined() }
  }

  /// `error`, as in Lua's own messages.
  public override var luaName: String { "host error" }

  /// The error's words, at most about 4 KiB of them.
  public var message: String { String(LuaDecoder.words(for: error).prefix(ErrorText.most)) }

  /// The place and the message.
  public override var description: String { place + message }

  private static func text(_ operand: LuaValue) -> String {
    operand.objectValue?.description ?? operand.description
  }

  /// Where the Lua code stands that has called the host function running in `state`.
  static func place(in state: OpaquePointer) -> String {
    var frame = lua_Debug()
    for level in Int32(1)...3 {
      guard lua_getstack(state, level, &frame) != 0 else { break }
      guard lua_getinfo(state, "Sl", &frame) != 0, frame.currentline > 0 else { continue }
      let name = withUnsafeBytes(of: frame.short_src) { $0.prefix { $0 != 0 } + [] }
      return "\(String(decoding: name, as: UTF8.self)):\(frame.currentline): "
    }
    return ""
  }
}
