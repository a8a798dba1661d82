import Reactor

/// Interrupts what a console evaluates, from any thread or task: Ctrl-C.
///
/// ```swift
/// let interrupter = console.interrupter
/// for await _ in interruptKeys { interrupter.interrupt() }
/// ```
public final class Interrupter: Sendable {
  private let task = Guarded<Task<Evaluation, any Error>?>(nil)

  init() {}

  /// Stops the present evaluation, computing or waiting; the console goes on with its next prompt.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  public func interrupt() -> Bool {
    task.withLock { task in
      task?.cancel()
      return task != nil
    }
  }

  /// Runs `body` as what can be interrupted, and beside it `meanwhile`; an error of the latter cancels
  /// it, and so does the cancellation of the calling task.
  ///
  /// - Returns: The outcome of `body`.
  nonisolated(nonsending) func run(
    on executor: (any TaskExecutor)?,
    _ body: @escaping @Sendable () async throws -> Evaluation,
    meanwhile: nonisolated(nonsending) () async throws -> Void
  ) async throws -> Result<Evaluation, any Error> {
    let task = Task(executorPreference: executor) { try await body() }
    self.task.withLock { $0 = task }
    defer { self.task.withLock { $0 = nil } }
    return try await withTaskCancellationHandler {
      do { try await meanwhile() } catch {
        task.cancel()
        _ = await task.result
        throw error
      }
      return await task.result
    } onCancel: {
      task.cancel()
    }
  }
}
