/// An error that nobody has asked for, as a loop's `GenLoop.exceptionHandler` is told it.
public struct UnhandledFailure: Error, CustomStringConvertible {
  /// Whose error it is: the name of a task, or `generator`.
  public let source: String
  /// The error.
  public let error: any Error

  /// What happened, in words.
  public var description: String { "nobody asked for the error of \(source): \(error)" }
}
