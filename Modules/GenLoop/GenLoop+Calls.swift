public import Reactor

extension GenLoop {
  /// The loop's time: since some fixed point, on its clock.
  ///
  /// asyncio's `loop.time()`.
  public var time: Duration { reactor.time }

  /// Has `body` called on the loop when its turn comes, on no task, so that it cannot wait; asyncio's
  /// `call_soon`.
  ///
  /// From other threads: `reactor.submit`.
  ///
  /// - Throws: `ReactorError.notOnFiber` away from the loop's thread.
  @discardableResult
  public func callSoon(_ body: @escaping () -> Void) throws -> LaterCall {
    try callLater(.zero, body)
  }

  /// Has `body` called on the loop after `delay`, on no task, so that it cannot wait; asyncio's
  /// `call_later`.
  ///
  /// - Returns: What can take the call back.
  /// - Throws: `ReactorError.notOnFiber` away from the loop's thread.
  @discardableResult
  public func callLater(_ delay: Duration, _ body: @escaping () -> Void) throws -> LaterCall {
    try Fiber.callLater(after: delay, body)
  }
}
