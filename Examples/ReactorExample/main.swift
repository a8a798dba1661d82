// An echo server and its client on one loop, each a fibre of plain code.
import Reactor

try Reactor.run {
  let listener = try TCPListener()
  let server = try Fiber.spawn(name: "echo") {
    guard let stream = try? listener.accept() else { return }
    defer { stream.close() }
    while let bytes = try? stream.read() { try? stream.write(bytes) }
  }
  let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
  try client.write(Array("hello, fibre\n".utf8))
  print(String(decoding: try client.read() ?? [], as: UTF8.self), terminator: "")
  client.close()
  try server.join()
  listener.close()
}
