// An echo server, its clients, a timer and an async function on one thread: each a fibre of plain
// code.
import Reactor

/// What every connection gets, whatever it comes over.
func echo(_ stream: some ByteStream) {
  defer { stream.close() }
  while let bytes = try? stream.read() { try? stream.write(bytes) }
}

/// Accepts until the listener is closed.
func serve(_ listener: TCPListener) {
  while let stream = try? listener.accept() {
    _ = try? Fiber.spawn(name: "connection") { echo(stream) }
  }
}

/// Sends a text and waits for as much to come back, for a second at most.
func ask(_ text: String, at address: SocketAddress) throws -> String {
  let stream = try TCPStream.connect(to: address.host, port: address.port)
  defer { stream.close() }
  return try withTimeLimit(.seconds(1)) { _ in
    try stream.write(text)
    try stream.shutdownWrite()
    return String(decoding: try stream.readToEnd(), as: UTF8.self)
  }
}

/// Stands for a database or another library that knows only Swift concurrency.
actor Names {
  func name(_ number: Int) async throws -> String {
    try await Task.sleep(for: .milliseconds(5))
    return "client \(number)"
  }
}

try Reactor.run {
  let listener = try TCPListener()
  let server = try Fiber.spawn(name: "server") { serve(listener) }

  var ticks = 0
  let ticker = try Fiber.spawn(name: "ticker") {
    while (try? Fiber.sleep(for: .milliseconds(2))) != nil { ticks += 1 }
  }

  let names = Names()
  var answers = ["", "", ""]
  let clients = try (1...3).map { number in
    try Fiber.spawn(name: "client") {
      do {
        let name = try Fiber.wait { try await names.name(number) }
        answers[number - 1] = try ask("hello from \(name)", at: listener.localAddress)
      } catch { answers[number - 1] = "client \(number) failed: \(error)" }
    }
  }
  for client in clients { try client.join() }
  for answer in answers { print(answer) }

  ticker.cancel()
  try ticker.join()
  listener.close()
  try server.join()
  print(ticks > 0 ? "the timer went on meanwhile" : "the timer never came")
}
