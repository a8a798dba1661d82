import GenLoop
import HTTPTypes
import Logging
import MiniHTTP
import Reactor
import TestSupport
import Testing

/// Runs `body` on a loop, and checks that it leaves nothing open.
func onLoop(clock: ReactorClock = .system, _ body: () throws -> Void) throws {
  var report: ShutdownReport?
  try Reactor.run(clock: clock, onShutdown: { report = $0 }, body)
  #expect(report?.isClean == true, "\(report.map(String.init(describing:)) ?? "")")
}

/// Runs `body` beside a server, with the server and the port that it listens on.
func serving(
  clock: ReactorClock = .system,
  limits: HTTPLimits = HTTPLimits(),
  maxConnections: Int = 100,
  log: RecordingLog = RecordingLog(),
  _ routes: (Router) -> Void,
  _ body: (Server, Int) throws -> Void
) throws {
  try onLoop(clock: clock) {
    let server = Server(limits: limits, maxConnections: maxConnections, logger: log.logger)
    routes(server.router)
    try server.start()
    defer { try? server.stop() }
    try body(server, try #require(server.localAddress).port)
  }
}

extension TCPStream {
  /// A connection to a server of the test's.
  static func local(_ port: Int) throws -> TCPStream {
    try connect(to: "127.0.0.1", port: port)
  }

  func write(_ text: String) throws {
    try write(Array(text.utf8))
  }

  /// Reads to the end of the connection.
  func readAll() throws -> String {
    var bytes: [UInt8] = []
    while let part = try read() { bytes += part }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads until `text` has come.
  func read(until text: String) throws -> String {
    var seen = ""
    while !seen.contains(text), let part = try read() {
      seen += String(decoding: part, as: UTF8.self)
    }
    return seen
  }
}

/// What a server says to `text` until it closes, without Date.
func answer(_ port: Int, _ text: String) throws -> String {
  let stream = try TCPStream.local(port)
  defer { stream.close() }
  try stream.write(text)
  let lines = try stream.readAll().split(separator: "\r\n", omittingEmptySubsequences: false)
  return lines.filter { !$0.hasPrefix("Date: ") }.joined(separator: "\r\n")
}

/// Runs `body` in async code beside a server on a loop of its own, and checks that it leaves nothing open.
func servingAside(
  _ routes: @escaping @Sendable (Router) -> Void,
  _ body: (_ reactor: Reactor, _ url: String) async throws -> Void
) async throws {
  let reactor = try Reactor.start()
  let (server, port) = try await reactor.run { () throws -> (LoopBound<Server>, Int) in
    let server = Server()
    routes(server.router)
    try server.start()
    return (LoopBound(server, of: reactor), server.localAddress?.port ?? 0)
  }
  try await body(reactor, "http://127.0.0.1:\(port)")
  try await reactor.run { try server.value.stop() }
  let report = await reactor.shutDown()
  #expect(report.isClean, "\(report)")
}
