import Foundation
import Umbra

/// The work of the rig `http-hello`: a server of one thread on core 0, wrk on core 1, and memory with
/// 1,000 idle connections.
func benchHTTP() throws {
  try withServer { server, port in
    let output = try run(
      "taskset",
      ["-c", "1", "wrk", "-t1", "-c64", "-d5s", "--latency", "--timeout", "2s", url(port)]
    )
    if let rate = number(after: "Requests/sec:", in: output) {
      report("http-hello.umbra.requests", rate, "req/s")
    }
    if let p99 = milliseconds(after: "99%", in: output) {
      report("http-hello.umbra.p99", p99, "ms")
    }
    for line in output.split(separator: "\n") where line.contains("Socket errors") {
      note("wrk: \(line)")
    }
    report("http-hello.umbra.peak_rss", kibibytes("VmHWM", of: server) / 1024, "MiB")
  }
  try benchIdle(1000, "http-hello.umbra.idle_per_connection")
  try benchIdle(10_000, "http-hello.umbra.idle_10k_per_connection")
}

/// The server's memory for each of so many connections that wait for their next request.
private func benchIdle(_ count: Int, _ row: String) throws {
  raiseDescriptorLimit()
  try withServer { server, port in
    let warm = try LoopbackClient(port: port)
    for _ in 0..<100 { try warm.get() }
    Thread.sleep(forTimeInterval: 0.3)
    let before = kibibytes("VmRSS", of: server)
    var idle: [LoopbackClient] = []
    for _ in 0..<count {
      let client = try LoopbackClient(port: port)
      try client.get()
      idle.append(client)
    }
    Thread.sleep(forTimeInterval: 0.5)
    report(row, (kibibytes("VmRSS", of: server) - before) / Double(idle.count), "KiB")
  }
}

/// Lets this process and its servers open as many sockets as the system allows at all.
private func raiseDescriptorLimit() {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  limit.rlim_cur = limit.rlim_max
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// What the measured process runs (`umbra-bench serve-http`): a server until the end of input.
func serveHello() throws {
  try GenLoop.run {
    let app = Server(maxConnections: 20_000)
    app.router.get("/") { _ in Response(text: "Hello, World!", contentType: "text/plain") }
    try app.start()
    FileHandle.standardOutput.write(Data("\(app.localAddress?.port ?? 0)\n".utf8))
    try wait(endOfInput)
    try app.stop()
  }
}

@Sendable
private func endOfInput() async {
  await withCheckedContinuation { done in
    let thread = Thread {
      while readLine() != nil {}
      done.resume()
    }
    thread.start()
  }
}

private func url(_ port: Int) -> String { "http://127.0.0.1:\(port)/" }

/// Starts this program as a server on core 0, and ends it.
private func withServer(_ body: (_ process: Int32, _ port: Int) throws -> Void) throws {
  let server = Process()
  server.executableURL = URL(fileURLWithPath: "/usr/bin/taskset")
  server.arguments = ["-c", "0", CommandLine.arguments[0], "serve-http"]
  let (input, output) = (Pipe(), Pipe())
  server.standardInput = input
  server.standardOutput = output
  try server.run()
  defer {
    try? input.fileHandleForWriting.close()
    server.waitUntilExit()
  }
  let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
  guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
    return note("the server did not start")
  }
  try body(server.processIdentifier, port)
}

private func run(_ program: String, _ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/\(program)")
  process.arguments = arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return String(decoding: data, as: UTF8.self)
}

private func word(after label: String, in text: String) -> Substring? {
  guard let range = text.range(of: label) else { return nil }
  return text[range.upperBound...].split(whereSeparator: \.isWhitespace).first
}

private func number(after label: String, in text: String) -> Double? {
  word(after: label, in: text).flatMap { Double($0) }
}

/// wrk writes `845.00us`, `1.20ms` or `1.02s`.
private func milliseconds(after label: String, in text: String) -> Double? {
  guard let word = word(after: label, in: text) else { return nil }
  for (unit, factor) in [("us", 1e-3), ("ms", 1), ("s", 1e3)] where word.hasSuffix(unit) {
    return Double(word.dropLast(unit.count)).map { $0 * factor }
  }
  return nil
}

/// A field of `/proc/PID/status`, in KiB.
private func kibibytes(_ field: String, of process: Int32) -> Double {
  let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
  return number(after: "\(field):", in: text) ?? 0
}

/// A blocking client, so that only the server's memory is in play.
private final class LoopbackClient {
  private let socket: Int32
  private var buffer = [UInt8](repeating: 0, count: 512)

  struct Failure: Error {}

  init(port: Int) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure() }
  }

  deinit { close(socket) }

  func get() throws {
    let request = Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    guard send(socket, request, request.count, 0) == request.count else { throw Failure() }
    var answer = ""
    while !answer.hasSuffix("Hello, World!") {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { throw Failure() }
      answer += String(decoding: buffer[..<count], as: UTF8.self)
    }
  }
}
