/// Ends a console from within: thrown by `exit()` in the code that it evaluates, and through
/// ``AsyncInteractiveConsole/interact(banner:exitMessage:)``.
///
/// Python's `SystemExit`.
public struct ConsoleExit: Error, Hashable, CustomStringConvertible {
  /// What `exit` was called with: 0 for success.
  public let status: Int

  /// An exit.
  public init(status: Int = 0) {
    self.status = status
  }

  /// The status, in words.
  public var description: String { "the console was left with status \(status)" }
}

/// There is no more input: what ``AsyncInteractiveConsole/rawInput(_:)`` throws at its end.
///
/// Python's `EOFError`.
public struct EndOfInput: Error, Hashable, CustomStringConvertible {
  /// The one there is.
  public init() {}

  /// What it is, in words.
  public var description: String { "end of input" }
}

/// The user does not want the present line: what ``AsyncInteractiveConsole/rawInput(_:)`` throws for
/// Ctrl-C at the prompt.
///
/// Python's `KeyboardInterrupt`. While code runs, ``Interrupter/interrupt()`` does the same for it.
public struct ConsoleInterrupt: Error, Hashable, CustomStringConvertible {
  /// The one there is.
  public init() {}

  /// What it is, in words.
  public var description: String { "interrupted" }
}
