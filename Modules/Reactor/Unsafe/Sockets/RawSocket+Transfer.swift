import Glibc

extension RawSocket {
  /// Waits for bytes or a message; at most `count` bytes, none at the end of a stream.
  package func receive(atMost count: Int) throws -> [UInt8] {
    try receive(atMost: count) { number, buffer in recv(number, buffer.baseAddress, count, 0) }
  }

  /// Waits for a message, and tells who sent it.
  package func receiveMessage(atMost count: Int) throws -> ([UInt8], SocketEndpoint) {
    var sender = RawEndpoint()
    let bytes = try receive(atMost: count) { number, buffer in
      sender.fill { recvfrom(number, buffer.baseAddress, count, 0, $0, $1) }
    }
    return (bytes, sender.endpoint)
  }

  private func receive(
    atMost count: Int,
    _ call: (Int32, UnsafeMutableBufferPointer<UInt8>) -> Int
  ) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
      filled = try whenReadable("receive from socket \(number)") { call($0, buffer) }
    }
  }

  /// Sends as many of `bytes` as the system takes, at least one; waits while it takes none.
  package func send(_ bytes: ArraySlice<UInt8>) throws -> Int {
    try bytes.withUnsafeBytes { bytes in
      try whenWritable("send to socket \(number)") {
        Glibc.send($0, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
    }
  }

  /// Sends a message.
  package func send(_ bytes: [UInt8], to endpoint: SocketEndpoint) throws -> Int {
    let receiver = try addresses(of: endpoint)[0]
    return try bytes.withUnsafeBytes { bytes in
      try whenWritable("send to \(endpoint)") { number in
        receiver.withPointer {
          sendto(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), $0, $1)
        }
      }
    }
  }

  /// Ends one direction or both: `SHUT_RD`, `SHUT_WR`, `SHUT_RDWR`.
  package func shutdown(_ how: Int32) throws {
    try checkErrno(open { Glibc.shutdown($0, how) }, "shut socket \(number) down")
  }

  package func setOption(_ level: Int32, _ name: Int32, _ value: [UInt8]) throws {
    let result = try value.withUnsafeBytes { bytes in
      try open { setsockopt($0, level, name, bytes.baseAddress, socklen_t(bytes.count)) }
    }
    try checkErrno(result, "set option \(name) of socket \(number)")
  }

  package func option(_ level: Int32, _ name: Int32) throws -> Int32 {
    var value = Int32(0)
    var size = socklen_t(MemoryLayout<Int32>.size)
    let result = try open { getsockopt($0, level, name, &value, &size) }
    try checkErrno(result, "ask for option \(name) of socket \(number)")
    return value
  }
}
