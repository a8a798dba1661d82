import Reactor
import Testing

@Suite("Streams of bytes")
struct ByteStreamTests {
  @Test("reading to the end refuses more than the limit")
  func limit() throws {
    try cleanRun {
      let (one, other) = try UnixStream.pair()
      try one.write("12345")
      one.close()
      #expect(throws: StreamError.tooLong(limit: 4)) { try other.readToEnd(limit: 4) }
      other.close()
    }
  }

  @Test("a stream that was closed refuses everything")
  func closed() throws {
    try cleanRun {
      let (one, other) = try UnixStream.pair()
      other.close()
      one.close()
      one.close()
      #expect(one.isClosed)
      #expect(throws: StreamError.closed) { try one.read() }
      #expect(throws: StreamError.closed) { try one.write("x") }
      #expect(throws: StreamError.closed) { try one.shutdownWrite() }
      #expect(throws: StreamError.closed) { try one.localAddress }
    }
  }

  @Test("closing wakes the reader and the writer")
  func closing() throws {
    try cleanRun {
      let (one, other) = try UnixStream.pair()
      var errors: [StreamError?] = []
      let reader = try Fiber.spawn { errors.append(error(from: { try one.read() })) }
      let writer = try Fiber.spawn {
        errors.append(error(from: { try one.write([UInt8](repeating: 0, count: 8 << 20)) }))
      }
      try Fiber.yield()
      one.close()
      try reader.join()
      try writer.join()
      other.close()
      #expect(errors == [.closed, .closed])
    }
  }

  @Test("one fibre reads at a time")
  func twoReaders() throws {
    try cleanRun {
      let (one, other) = try UnixStream.pair()
      let reader = try Fiber.spawn { _ = try? one.read() }
      try Fiber.yield()
      #expect(throws: StreamError.alreadyReading) { try one.read() }
      other.close()
      try reader.join()
      one.close()
    }
  }

  @Test("a cancelled read loses nothing")
  func cancelledRead() throws {
    try cleanRun {
      let (one, other) = try UnixStream.pair()
      let reader = try Fiber.spawn { _ = try? one.read() }
      try Fiber.yield()
      reader.cancel()
      try reader.join()
      try other.write("kept")
      #expect(try one.read() == Array("kept".utf8))
      one.close()
      other.close()
    }
  }

  @Test("a cancelled write closes the stream")
  func cancelledWrite() throws {
    try cleanRun {
      let (one, other) = try UnixStream.pair()
      var failure: CancellationError?
      let writer = try Fiber.spawn {
        failure = error(from: { try one.write([UInt8](repeating: 0, count: 8 << 20)) })
      }
      try Fiber.yield()
      writer.cancel()
      try writer.join()
      #expect(failure != nil)
      #expect(one.isClosed)
      other.close()
    }
  }

  @Test("writing to a peer that is gone is an error of the system")
  func brokenPipe() throws {
    try cleanRun {
      let (one, other) = try UnixStream.pair()
      other.close()
      try Fiber.yield()
      try Fiber.sleep(for: .milliseconds(1))
      let failure: ReactorError? = error(from: { try one.write("x") })
      #expect(failure == .system(operation: "write to unix pair", code: .brokenPipe))
      one.close()
    }
  }
}
