import Reactor

extension LuaReference {
  /// Runs `body`, which calls what is held, from `async` code: on a fibre of the script's reactor.
  ///
  /// Cancelling the calling task stops the script, unless it comes before `body` has begun.
  func runFromAsync<T: Sendable>(
    _ name: String,
    _ body: @escaping @Sendable () throws -> T
  ) async throws -> T {
    try await reactor().run(name: name, stack: .large) {
      guard let fiber = Fiber.current, !fiber.isCancelled else { throw CancellationError() }
      let vm = LuaVM.of(try self.engineOnFibre())
      do {
        return try withFiberCancellationHandler(body) { vm.stop(.cancelled) }
      } catch LuaError.stopped(.cancelled) where fiber.isCancelled {
        throw CancellationError()
      }
    }
  }
}
