import Umbra

/// The part of the rig `loop-ops` that is about sockets: both ends on one loop, as there.
func benchSocket() throws {
  try Reactor.run {
    report("loop-ops.umbra.echo_100k_streams", try perOperation(100_000) { try echo() }, "ns/op")
    let nanoseconds = try perOperation(1) { try transfer(1 << 30) }
    report("loop-ops.umbra.throughput_1GiB", 1024 / (nanoseconds / 1e9), "MiB/s")
  }
}

/// 100,000 round trips of 64 bytes.
private func echo() throws {
  try withConnection { client, server in
    let echoer = try Fiber.spawn(name: "echo") {
      while let bytes = try? server.read() { try? server.write(bytes) }
      server.close()
    }
    let message = [UInt8](repeating: 120, count: 64)
    for _ in 0..<100_000 {
      try client.write(message)
      var left = message.count
      while left > 0, let bytes = try client.read() { left -= bytes.count }
    }
    client.close()
    try echoer.join()
  }
}

/// One way, written by pieces of 64 KiB.
private func transfer(_ total: Int) throws {
  try withConnection { client, server in
    let writer = try Fiber.spawn(name: "writer") {
      let piece = [UInt8](repeating: 120, count: 64 << 10)
      for _ in 0..<(total / piece.count) { try? client.write(piece) }
      client.close()
    }
    var got = 0
    while let bytes = try server.read() { got += bytes.count }
    guard got == total else { throw Incomplete(got: got, total: total) }
    server.close()
    try writer.join()
  }
}

private struct Incomplete: Error {
  let got: Int
  let total: Int
}

private func withConnection(_ body: (_ client: TCPStream, _ server: TCPStream) throws -> Void)
  throws
{
  let listener = try TCPListener()
  let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
  let server = try listener.accept()
  listener.close()
  try body(client, server)
}
