/// The errors of a task group, as one; Python's `ExceptionGroup`.
public struct TaskGroupError: Error, CustomStringConvertible {
  /// The errors of the group's body and tasks, without mere cancellations; never empty.
  ///
  /// The body's is the first, and those of tasks follow in the order in which they ended.
  public let errors: [any Error]

  /// An error that stands for these.
  public init(errors: [any Error]) { self.errors = errors }

  /// What happened, in words.
  public var description: String {
    let list = errors.map { "\($0)" }.joined(separator: "; ")
    return errors.count == 1
      ? "a task of the group failed: \(list)" : "\(errors.count) tasks of the group failed: \(list)"
  }
}
