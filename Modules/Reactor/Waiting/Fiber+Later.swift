extension Fiber {
  /// Has the loop call `body` once, after `duration` at the soonest.
  ///
  /// It is asyncio's `call_later`, for what needs no fibre. A loop that ends before never calls it.
  ///
  /// - Parameters:
  ///   - duration: From now.
  ///   - body: Runs on the loop, on no fibre: it cannot wait.
  /// - Throws: ``ReactorError/notOnFiber(operation:)`` away from a reactor's thread.
  package static func callLater(
    after duration: Duration,
    _ body: @escaping () -> Void
  ) throws(ReactorError) {
    guard let scheduler = Scheduler.current else {
      throw .notOnFiber(operation: "Fiber.callLater(after:_:)")
    }
    _ = scheduler.deadlines.add(at: scheduler.now.adding(duration), .call(body))
  }
}
