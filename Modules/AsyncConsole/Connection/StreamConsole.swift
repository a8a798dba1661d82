public import Sandbox

/// A console over a stream: what a TCP server gives each of its visitors.
///
/// ```swift
/// let stream = try listener.accept()                              // on a fibre
/// let connection = try ConsoleConnection(stream)
/// try wait {
///   try? await StreamConsole(executor, over: connection).interact()
///   await connection.close()
/// }
/// ```
///
/// While code runs, the byte 3 (Ctrl-C) stops it, and so does the other end's leaving. Who may connect is
/// yours to check before.
open class StreamConsole: AsyncInteractiveConsole {
  /// The other end.
  public let connection: ConsoleConnection

  /// A console of anything.
  public init(evaluator: any Evaluator, over connection: ConsoleConnection) {
    self.connection = connection
    super.init(evaluator: evaluator)
  }

  /// A console of Lua, in a sandbox of `executor`'s.
  public init(_ executor: CommandExecutor, over connection: ConsoleConnection) {
    self.connection = connection
    super.init(executor)
  }

  /// Sends text.
  ///
  /// - Throws: As ``ConsoleConnection/write(_:)``.
  nonisolated(nonsending) open override func write(_ text: String) async throws {
    try await connection.write(text)
  }

  /// Sends the prompt and waits for a line.
  ///
  /// - Returns: The line.
  /// - Throws: As ``ConsoleConnection/nextLine()``.
  nonisolated(nonsending) open override func rawInput(_ prompt: String) async throws -> String {
    try await write(prompt)
    return try await connection.nextLine()
  }

  /// Runs code; the other end may stop it.
  ///
  /// - Throws: As ``AsyncInteractiveInterpreter/runCode(_:)``.
  nonisolated(nonsending) open override func runCode(_ code: ConsoleCode) async throws {
    let watch = Task { [connection, interrupter] in
      try await connection.watch { interrupter.interrupt() }
    }
    do { try await super.runCode(code) } catch {
      await watch.end()
      throw error
    }
    await watch.end()
  }
}

extension Task where Success == Void, Failure == any Error {
  /// Cancels it, and waits until it has ended.
  func end() async {
    cancel()
    _ = await result
  }
}
