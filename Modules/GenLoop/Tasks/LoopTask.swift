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
public final class LoopTask<Value>: FiberWork, Awaitable {
  /// Until it begins.
  private var body: (() throws -> Value)?
  // Swift would check at run time that no access to these lasts while another begins, seven times a
  // task: a sixth of all that a short one costs. None does, since nothing that they call comes back here.
  @exclusivity(unchecked) private var completion = Completion()
  @exclusivity(unchecked) private var held = ValueRoom()

  @usableFromInline
  init(name: String, stack: StackSize, _ body: consuming @escaping () throws -> Value) {
    self.body = body
    super.init(name: name, stack: stack)
  }

  deinit {
    if held.isFull { held.empty(of: Value.self) }
    completion.abandon()
  }

  /// Does the work: for the loop alone, which has what it takes.
  public override func run(_ turn: consuming FirstTurn) {
    guard let body else { return }
    self.body = nil
    do {
      held.fill(try body())
      completion.succeed()
    } catch {
      completion.fail(error, of: name)
    }
    if completion.hasCallbacks { for callback in completion.takeCallbacks() { callback() } }
  }

  /// Whether it has ended.
  public var isDone: Bool { completion.isDone }

  /// Its outcome, nil while it runs.
  public var result: Result<Value, any Error>? {
    if let error = completion.takeError() { return .failure(error) }
    return held.isFull ? .success(held.value(of: Value.self)) : nil
  }

  /// Waits for its value.
  ///
  /// A cancellation of the caller ends the caller's wait; the task goes on.
  ///
  /// - Returns: What its body returned.
  /// - Throws: What its body threw; ``GenCancelledError``.
  @discardableResult
  public func value() throws -> Value {
    if !isDone { try joinFiber() }
    guard held.isFull else { throw outcomeError() }
    return held.value(of: Value.self)
  }

  /// Cancels it: its present wait, and each later one, throws ``GenCancelledError``.
  ///
  /// It has ended when its body has. One that has not begun begins, and its first wait throws.
  ///
  /// - Returns: False if it had ended before.
  @discardableResult
  public func cancel() -> Bool {
    guard !isDone else { return false }
    cancelFiber()
    return true
  }

  /// Has `callback` called when it ends: on the loop, at that moment; at once if it has.
  public func addDoneCallback(_ callback: @escaping (LoopTask<Value>) -> Void) {
    guard !isDone else { return callback(self) }
    completion.addCallback { [unowned self] in callback(self) }
  }

  private func outcomeError() -> any Error {
    // Invariant: the fibre's last act is to set a value or an error.
    guard let error = completion.takeError() else { fatalError("a task ended with no outcome") }
    return error
  }
}
