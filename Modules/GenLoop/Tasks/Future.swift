import Reactor

/// A value that somebody will set; asyncio's `Future`.
///
/// ```swift
/// let answer = Future<String>()
/// connection.onMessage = { try? answer.setResult($0) }
/// print(try answer.value())
/// ```
///
/// It belongs to the loop's thread, as all here.
public final class Future<Value>: Awaitable {
  private var completion = Completion()
  private let lot = ParkingLot()
  private var held: Value?

  /// A future without an outcome.
  public init() {}

  deinit {
    completion.abandon()
  }

  /// Whether it has its outcome.
  public var isDone: Bool { completion.isDone }

  /// Its outcome, nil before there is one.
  public var result: Result<Value, any Error>? {
    if let error = completion.takeError() { return .failure(error) }
    return held.map { .success($0) }
  }

  /// Sets the value, and wakes who waits.
  ///
  /// - Throws: ``GenLoopError/alreadyDone``.
  public func setResult(_ value: Value) throws(GenLoopError) {
    guard !isDone else { throw .alreadyDone }
    held = value
    completion.succeed()
    wakeAll()
  }

  /// Sets an error instead of a value, and wakes who waits.
  ///
  /// - Throws: ``GenLoopError/alreadyDone``.
  public func setException(_ error: any Error) throws(GenLoopError) {
    guard !isDone else { throw .alreadyDone }
    completion.fail(error, of: "a future")
    wakeAll()
  }

  /// Sets ``GenCancelledError`` instead of a value.
  ///
  /// - Returns: False if it was done before.
  @discardableResult
  public func cancel() -> Bool {
    guard !isDone else { return false }
    completion.fail(GenCancelledError(), of: "a future")
    wakeAll()
    return true
  }

  /// Waits for the value.
  ///
  /// - Returns: The value.
  /// - Throws: The error that was set; ``GenCancelledError``.
  @discardableResult
  public func value() throws -> Value {
    while !isDone { try lot.park("Future.value()") }
    return try outcome()
  }

  /// Has `callback` called when there is an outcome: on the loop, at that moment; at once if there
  /// is.
  public func addDoneCallback(_ callback: @escaping (Future<Value>) -> Void) {
    guard !isDone else { return callback(self) }
    completion.addCallback { [unowned self] in callback(self) }
  }

  private func outcome() throws -> Value {
    // Invariant: one of the two was set when it was marked as done.
    guard let result else { fatalError("a future is done and has no outcome") }
    return try result.get()
  }

  private func wakeAll() {
    lot.unparkAll()
    for callback in completion.takeCallbacks() { callback() }
  }
}
