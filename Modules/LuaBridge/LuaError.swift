/// What can go wrong between Swift and Lua; each case says who is to blame.
public enum LuaError: Error, Hashable {
  /// The script: it raised an error, or its text does not compile.
  ///
  /// (Or a host function that it called: see ``LuaFailure/cause``.)
  case script(LuaFailure)
  /// The script: it called a host function with something else than that takes.
  ///
  /// Counted from 0; the script sees it counted from 1, with the function's name.
  case badArgument(index: Int, expected: String, got: String)
  /// The script: what it returned or passed is larger than may be copied.
  case tooLarge(String)
  /// The script was stopped; nothing in it can run any more.
  case stopped(StopReason)
  /// The host: calls into Lua and back are nested too deep.
  case tooDeep
  /// The host: a function or value was used when its script had ended.
  case ended
  /// The host: a function or value was used on no fibre of its script's thread.
  ///
  /// Elsewhere it is called with `await`, in an `async` function: at the top level of a `main.swift` Swift takes
  /// the form without `await` anyway.
  case notOnItsFiber
  /// The host: `operation` could not be done.
  case host(String)
}

extension LuaError: CustomStringConvertible {
  /// What a script or a log gets to see.
  public var description: String {
    switch self {
    case .script(let failure): failure.message
    case .badArgument(let index, let expected, let got):
      "bad argument #\(index + 1) (\(expected) expected, got \(got))"
    case .tooLarge(let what): "\(what) too large for the host"
    case .stopped(let reason): "the script was stopped (\(reason))"
    case .tooDeep: "too many nested calls between the host and Lua"
    case .ended: "the script has ended"
    case .notOnItsFiber:
      "not on a fibre of the script's thread: elsewhere, call with await in an async function"
    case .host(let what): what
    }
  }
}
