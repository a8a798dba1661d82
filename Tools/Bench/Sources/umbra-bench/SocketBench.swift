import Umbra

/// The part of the rig `loop-ops` that is about sockets: both ends on one loop, as there.
func benchStreams() throws {
  try Reactor.run {
    let trips = 100_000
    report("loop-ops.umbra.echo_100k_streams", try echo(trips) / Double(trips), "ns/op")
    let time = try transfer(1 << 30)
    report("loop-ops.umbra.throughput_1GiB", 1024 / (time / 1e9), "MiB/s")
  }
}

/// Round trips of 64 bytes.
private func echo(_ trips: Int) throws -> Double {
  let (client, server) = try connectedPair()
  let echoer = try Fiber.spawn(name: "echo") {
    while let bytes = try? server.read() { try? server.write(bytes) }
    server.close()
  }
  let message = [UInt8](repeating: 120, count: 64)
  let time = try nanoseconds {
    for _ in 0..<trips {
      try client.write(message)
      var left = message.count
      while left > 0 {
        guard let bytes = try client.read() else { throw WrongWork("the echo ended early") }
        left -= bytes.count
      }
    }
  }
  client.close()
  try echoer.join()
  return time
}

/// One way, written by pieces of 64 KiB.
private func transfer(_ total: Int) throws -> Double {
  let (client, server) = try connectedPair()
  var got = 0
  let time = try nanoseconds {
    let writer = try Fiber.spawn(name: "writer") {
      let piece = [UInt8](repeating: 120, count: 64 << 10)
      for _ in 0..<(total / piece.count) { try? client.write(piece) }
      client.close()
    }
    while let bytes = try server.read() { got += bytes.count }
    try writer.join()
  }
  server.close()
  try WrongWork.unless(got == total, "\(got) of \(total) bytes came")
  return time
}

private func connectedPair() throws -> (client: TCPStream, server: TCPStream) {
  let listener = try TCPListener()
  let client = try TCPStream.connect(to: "127.0.0.1", port: listener.localAddress.port)
  let server = try listener.accept()
  listener.close()
  return (client, server)
}
