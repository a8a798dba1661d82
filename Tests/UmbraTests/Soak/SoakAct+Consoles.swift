import TestSupport
import Umbra

extension SoakAct {
  static let consoles = [
    SoakAct("console") { host, random in
      let lines = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        inputs.randomElement(using: &random) ?? ""
      }
      let reads = Int.random(in: 0...3, using: &random)
      _ = try await interrupted(&random) {
        try await host.reactor.run { try Self.visit(host.executor, lines, reads) }
      }
    }
  ]

  private static let inputs = [
    "x = 20", "x * 2", "sleep(0.01)", "sleep(100)", "while true do end", "for i = 1, 3 do", "end",
    "error('x')", "\u{3}", "exit()",
  ]

  /// A console over TCP and its visitor, who writes some lines, reads a little and is gone.
  private static func visit(_ executor: CommandExecutor, _ lines: [String], _ reads: Int) throws {
    let listener = try TCPListener(host: "127.0.0.1", port: 0)
    let console = try Fiber.spawn(name: "console") {
      do {
        let connection = try ConsoleConnection(listener.accept())
        try wait { await welcome(connection, executor) }
      } catch {}
    }
    defer {
      listener.close()
      console.cancel()
      try? withShield { try console.join() }
    }
    let visitor = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
    defer { visitor.close() }
    for line in lines { try visitor.write(Array("\(line)\n".utf8)) }
    do {
      try withTimeout(.milliseconds(20)) { for _ in 0..<reads { _ = try visitor.read() } }
    } catch is GenTimeoutError {}
  }

  private static func welcome(_ connection: ConsoleConnection, _ executor: CommandExecutor) async {
    let console = StreamConsole(executor, over: connection)
    console.localExit = true
    try? await console.interact(banner: "hello", exitMessage: "bye")
    await connection.close()
  }
}
