public import Reactor

/// Work that goes on beside its creator, on a fibre of its own; asyncio's `Task`.
///
/// ```swift
/// let task = try createTask(name: "fetch") { try fetch(url) }
/// // ... and meanwhile ...
/// let page = try task.value()
/// ```
///
/// (Not called `Task`, since whoever imports this still wants Swift's.)
///
/// An error that nobody asks for ends neither the loop nor anything else; it is reported, see
/// `GenLoop.exceptionHandler`.
public final class LoopTask<Value>: Awaitable {
  /// What it was called when it was created.
  public let name: String
  @usableFromInline var completion = Completion()
  /// Until it is done: the fibre's memory is free, and in the processor's caches, for the next one then.
  @usableFromInline var fiber: Fiber?
  @usableFromInline var held = ValueRoom()

  @inlinable
  init(
    name: String,
    stack: StackSize,
    spawn: (String, StackSize, @escaping () -> Void) throws -> Fiber,
    _ body: @escaping () throws -> Value
  ) throws {
    self.name = name
    fiber = try spawn(name, stack) { [self] in
      do {
        held.fill(try body())
        completion.succeed()
      } catch {
        completion.fail(error, of: self.name)
      }
      callBack()
    }
  }

  deinit {
    held.empty(of: Value.self)
    completion.abandon()
  }

  /// Whether it has ended.
  @inlinable public var isDone: Bool { completion.isDone }

  /// Its outcome, nil while it runs.
  public var result: Result<Value, any Error>? {
    if let error = completion.takeError() { return .failure(error) }
    return held.value(of: Value.self).map { .success($0) }
  }

  /// Waits for its value.
  ///
  /// A cancellation of the caller ends the caller's wait; the task goes on.
  ///
  /// - Returns: What its body returned.
  /// - Throws: What its body threw; ``GenCancelledError``.
  @inlinable
  @discardableResult
  public func value() throws -> Value {
    if !isDone { try fiber?.join() }
    if let value = held.value(of: Value.self) { return value }
    throw outcomeError()
  }

  /// Cancels it: its present wait, and each later one, throws ``GenCancelledError``.
  ///
  /// It has ended when its body has. One that has not begun begins, and its first wait throws.
  ///
  /// - Returns: False if it had ended before.
  @discardableResult
  public func cancel() -> Bool {
    guard !isDone else { return false }
    fiber?.cancel()
    return true
  }

  /// Has `callback` called when it ends: on the loop, at that moment; at once if it has.
  public func addDoneCallback(_ callback: @escaping (LoopTask<Value>) -> Void) {
    guard !isDone else { return callback(self) }
    completion.addCallback { [unowned self] in callback(self) }
  }

  @usableFromInline
  func outcomeError() -> any Error {
    // Invariant: the fibre's last act is to set a value or an error.
    guard let error = completion.takeError() else { fatalError("a task ended with no outcome") }
    return error
  }

  @usableFromInline
  func callBack() {
    fiber = nil
    for callback in completion.takeCallbacks() { callback() }
  }
}
