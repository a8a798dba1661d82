/// A call that ``Fiber/callLater(after:_:)`` has put off.
public struct LaterCall {
  private let scheduler: Scheduler
  private let token: Deadlines.Token

  fileprivate init(_ scheduler: Scheduler, _ token: Deadlines.Token) {
    self.scheduler = scheduler
    self.token = token
  }

  /// Takes the call back; on the loop's thread.
  ///
  /// - Returns: Whether it is not going to be made now: false where it has been made, or was taken
  ///   back before.
  @discardableResult
  public func cancel() -> Bool {
    scheduler.deadlines.remove(token) != nil
  }
}

extension Fiber {
  /// Has the loop call `body` once, after `duration` at the soonest: asyncio's `call_later`, for
  /// what needs no fibre.
  ///
  /// A loop that ends before never calls it.
  ///
  /// - Parameters:
  ///   - duration: From now.
  ///   - body: Runs on the loop, on no fibre: it cannot wait.
  /// - Returns: What can take the call back.
  /// - Throws: ``ReactorError/notOnFiber(operation:)`` away from a reactor's thread.
  @discardableResult
  public static func callLater(
    after duration: Duration,
    _ body: @escaping () -> Void
  ) throws(ReactorError) -> LaterCall {
    guard let scheduler = Scheduler.current else {
      throw .notOnFiber(operation: "Fiber.callLater(after:_:)")
    }
    let token = scheduler.deadlines.add(at: scheduler.now.adding(duration), .call(body))
    return LaterCall(scheduler, token)
  }
}
