/// Ends a console: thrown by ``AsyncInteractiveConsole/rawInput(_:)`` at the end of input.
public struct ConsoleExit: Error, Hashable {
  /// The one there is.
  public init() {}
}
