import AsyncConsole
import LuaBridge
import Reactor
import Sandbox
import Testing

@Suite("A console over a stream")
struct StreamConsoleTests {
  /// Serves one visitor over TCP; `visit` is the visitor, and gives back what it has read.
  private func serve(
    _ visit: @escaping @Sendable (TCPStream) throws -> String
  ) async throws -> (shown: String, outcome: Result<Void, any Error>) {
    let reactor = try Reactor.start(name: "stream console")
    let limits = Limits(cpu: nil, deadline: nil)
    let executor = try CommandExecutor(limits: limits, reactor: reactor)
    async let outcome = reactor.run(stack: .large) {
      let listener = try TCPListener()
      defer { listener.close() }
      var shown = ""
      let port = listener.localAddress.port
      let visitor = try Fiber.spawn(name: "visitor", stack: .large) {
        shown = (try? Self.visit(port, visit)) ?? "failed"
      }
      let connection = try ConsoleConnection(listener.accept())
      let outcome = try Fiber.wait { () async -> Result<Void, any Error> in
        defer { Task { await connection.close() } }
        let console = StreamConsole(executor, over: connection)
        do { return .success(try await console.interact(banner: "hi", exitMessage: "bye")) } catch {
          return .failure(error)
        }
      }
      try visitor.join()
      return (shown, outcome)
    }
    let result = try await outcome
    #expect(await reactor.shutDown().isClean)
    return result
  }

  private static func visit(_ port: Int, _ visit: (TCPStream) throws -> String) throws -> String {
    let stream = try TCPStream.connect(to: "127.0.0.1", port: port)
    defer { stream.close() }
    return try visit(stream)
  }

  @Test("a visitor's lines are answered, until it leaves")
  func lines() async throws {
    let (shown, _) = try await serve { stream in
      try stream.write("x = 20\r\nx + 1\nfor i = 1, 2 do\nprint(i)\nend\n'last")
      try stream.write("'")
      try stream.shutdownWrite()
      return String(decoding: try stream.readToEnd(), as: UTF8.self)
    }
    #expect(shown == "hi\n> > 21\n> >> >> 1\n2\n> last\n> \nbye\n")
  }

  @Test("the byte 3 stops what runs, and what was sent before it is forgotten")
  func interrupt() async throws {
    let (shown, _) = try await serve { stream in
      try stream.write("x = 1\nprint('go') while true do end\n")
      var shown = ""
      while !shown.hasSuffix("go\n") {
        shown += String(decoding: try stream.read() ?? [], as: UTF8.self)
      }
      try stream.write("typed\n\u{03}")
      while !shown.hasSuffix("> ") {
        shown += String(decoding: try stream.read() ?? [], as: UTF8.self)
      }
      try stream.write("x\n")
      try stream.shutdownWrite()
      return shown + String(decoding: try stream.readToEnd(), as: UTF8.self)
    }
    #expect(shown == "hi\n> > go\ninterrupted!\n> 1\n> \nbye\n")
  }

  @Test("at the prompt the byte 3 forgets the line so far, at once, and what follows is the next")
  func interruptAtPrompt() async throws {
    let (shown, _) = try await serve { stream in
      try stream.write("x = 1\nfor i = 1, 2 do\nprint('no')\u{03}")
      var shown = ""
      while !shown.hasSuffix(">> \n> ") {
        shown += String(decoding: try stream.read() ?? [], as: UTF8.self)
      }
      try stream.write("half\u{03}x\n")
      try stream.shutdownWrite()
      return shown + String(decoding: try stream.readToEnd(), as: UTF8.self)
    }
    #expect(shown == "hi\n> > >> \n> \n> 1\n> \nbye\n")
  }

  @Test("a visitor that goes stops its code", arguments: ["while true do end", "sleep(3600)"])
  func gone(_ line: String) async throws {
    let (shown, _) = try await serve { stream in
      try stream.write("print('go') \(line)\n")
      var shown = ""
      while !shown.hasSuffix("go\n") {
        shown += String(decoding: try stream.read() ?? [], as: UTF8.self)
      }
      return shown
    }
    #expect(shown == "hi\n> go\n")
  }

  @Test("exit() ends the console with its status")
  func exit() async throws {
    let (shown, outcome) = try await serve { stream in
      try stream.write("exit(4)\n")
      return String(decoding: try stream.readToEnd(), as: UTF8.self)
    }
    #expect(shown == "hi\n> ")
    #expect(throws: ConsoleExit(status: 4)) { try outcome.get() }
  }
}
