import Logging
import Testing
import Umbra

/// What a program that uses all of Umbra keeps open: an executor of scripts, a loop, an HTTP server on it
/// and a client of that.
struct SoakHost: Sendable {
  static let limits = Limits(
    memory: .mebibytes(4),
    cpu: .milliseconds(100),
    deadline: .milliseconds(500),
    output: .kibibytes(64)
  )

  let executor: CommandExecutor
  let reactor: Reactor
  let client: SharedHTTPClient
  let port: Int
  private let server: LoopBound<Server>

  var url: String { "http://127.0.0.1:\(port)" }

  static func open() async throws -> SoakHost {
    let executor = try CommandExecutor(limits: limits, output: { _ in })
    executor.registerEnvironment(SoakEnvironment.self)
    let reactor = try Reactor.start(name: "soak")
    let (server, port) = try await reactor.run { () throws -> (LoopBound<Server>, Int) in
      let server = Server(logger: Logger(label: "soak") { _ in SwiftLogNoOpLogHandler() })
      addRoutes(to: server.router, executor)
      try server.start()
      return (LoopBound(server, of: reactor), server.localAddress?.port ?? 0)
    }
    let client = try SharedHTTPClient(on: reactor)
    return SoakHost(
      executor: executor,
      reactor: reactor,
      client: client,
      port: port,
      server: server
    )
  }

  /// Closes everything, and checks that nothing else was open.
  func close() async {
    await #expect(throws: Never.self) {
      #expect(try await executor.runningScripts() == 0)
      await client.close()
      try await reactor.run { [server] in try server.value.stop() }
    }
    let report = await reactor.shutDown()
    #expect(report.isClean, "\(report)")
    await executor.close()
  }

  private static func addRoutes(to router: Router, _ executor: CommandExecutor) {
    router.get("/text") { _ in Response(text: "hello") }
    router.post("/echo") { request in Response(body: try request.read()) }
    router.get("/slow") { _ in
      Response(contentType: .text) { body in
        for _ in 0..<10 {
          try body.write("part ")
          try sleep(.milliseconds(2))
        }
      }
    }
    router.get("/script") { _ in
      Response(
        text: try await executor.execute("sleep(0.002) return host.greet('web')", as: String.self)
      )
    }
    router.get("/broken") { (_) throws -> Response in throw Wrong("as it must") }
  }
}

/// What the scripts find: an object whose methods wait and call back.
final class SoakEnvironment: Environment {
  override func setUp() throws { register("host", Greeter()) }

  private final class Greeter: DAO {
    override var members: Members {
      Members().method("greet", greet).method("later", later).method("fail", fail)
    }

    private func greet(_ arguments: LuaArguments) throws -> String {
      "hello \(try arguments.string(0))"
    }

    private func later(_ arguments: LuaArguments) async throws -> LuaValue {
      await Task.yield()
      return try await arguments.function(0).call().first ?? .nil
    }

    private func fail(_ arguments: LuaArguments) throws -> LuaValue { throw Wrong("as it must") }
  }
}
