import Foundation
import Umbra

/// The work of the rig `http-hello`: a server of one thread on core 0, wrk on core 1.
func benchRequests() throws {
  try withServer { server, port in
    let load = ["-t1", "-c64", "-d5s", "--latency", "--timeout", "2s", "http://127.0.0.1:\(port)/"]
    let output = try commandOutput("wrk", load)
    for complaint in ["Socket errors", "Non-2xx"] {
      try WrongWork.unless(!output.contains(complaint), "wrk: \(output)")
    }
    report("http-hello.umbra.requests", try number(after: "Requests/sec:", in: output), "req/s")
    report("http-hello.umbra.p99", try milliseconds(after: "99%", in: output), "ms")
    report("http-hello.umbra.peak_rss", try kibibytes("VmHWM", of: server) / 1024, "MiB")
  }
}

/// The server's memory for each of so many connections that wait for their next request.
func benchIdle() throws {
  raiseDescriptorLimit()
  let idle = try memory(ofIdle: 1000)
  report("http-hello.umbra.idle_rss_0", idle.before / 1024, "MiB")
  report("http-hello.umbra.idle_rss_1000", idle.after / 1024, "MiB")
  report("http-hello.umbra.idle_per_connection", (idle.after - idle.before) / 1000, "KiB")
  let many = try memory(ofIdle: 10_000)
  report("http-hello.umbra.idle_10k_per_connection", (many.after - many.before) / 10_000, "KiB")
}

/// In KiB.
private func memory(ofIdle count: Int) throws -> (before: Double, after: Double) {
  try withServer { server, port in
    let warm = try LoopbackClient(port: port)
    for _ in 0..<100 { try warm.get() }
    Thread.sleep(forTimeInterval: 0.3)
    let before = try kibibytes("VmRSS", of: server)
    let idle = try (0..<count).map { _ in
      let client = try LoopbackClient(port: port)
      try client.get()
      return client
    }
    Thread.sleep(forTimeInterval: 0.5)
    return try withExtendedLifetime(idle) { (before, try kibibytes("VmRSS", of: server)) }
  }
}

/// Lets this process and its servers open as many sockets as the system allows at all.
private func raiseDescriptorLimit() {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  limit.rlim_cur = limit.rlim_max
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

// MARK: - The server

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

/// Starts this program as a server on core 0, and ends it.
private func withServer<Value>(_ body: (_ process: Int32, _ port: Int) throws -> Value) throws
  -> Value
{
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
    throw WrongWork("the server did not start")
  }
  return try body(server.processIdentifier, port)
}

// MARK: - Reading what others print

private func word(after label: String, in text: String) throws -> Substring {
  guard let range = text.range(of: label),
    let word = text[range.upperBound...].split(whereSeparator: \.isWhitespace).first
  else { throw WrongWork("no \(label) in \(text)") }
  return word
}

private func number(after label: String, in text: String) throws -> Double {
  let word = try word(after: label, in: text)
  guard let number = Double(word) else { throw WrongWork("\(label) \(word)") }
  return number
}

/// wrk writes `845.00us`, `1.20ms` or `1.02s`.
private func milliseconds(after label: String, in text: String) throws -> Double {
  let word = try word(after: label, in: text)
  for (unit, factor) in [("us", 1e-3), ("ms", 1), ("s", 1e3)] where word.hasSuffix(unit) {
    if let number = Double(word.dropLast(unit.count)) { return number * factor }
  }
  throw WrongWork("\(label) \(word)")
}

/// A field of `/proc/PID/status`, in KiB.
private func kibibytes(_ field: String, of process: Int32) throws -> Double {
  try number(
    after: "\(field):",
    in: String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
  )
}
