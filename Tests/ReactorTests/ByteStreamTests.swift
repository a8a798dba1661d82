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

  @Test("a write that has to wait is refused outside of fibres, and closes the stream")
  func writeOutside() throws {
    try cleanRun {
      let (one, other) = try UnixStream.pair()
      var failure: ReactorError?
      let done = ParkingLot()
      try Fiber.callLater(after: .zero) {
        failure = error(from: { try one.write([UInt8](repeating: 0, count: 8 << 20)) })
        done.unparkFirst()
      }
      try done.park()
      #expect(failure == .notOnFiber(operation: "write(_:)"))
      #expect(one.isClosed)
      other.close()
    }
  }

  @Test("a long transfer arrives whole and in order, and its end after it")
  func longTransfer() throws {
    try cleanRun { () throws in
      let (one, other) = try UnixStream.pair()
      let sent = (0..<5 << 20).map { UInt8(truncatingIfNeeded: $0 / 977) }
      let writer = try Fiber.spawn {
        for start in stride(from: 0, to: sent.count, by: 100_000) {
          try? one.write(Array(sent[start..<min(start + 100_000, sent.count)]))
        }
        try? one.shutdownWrite()
      }
      #expect(try other.readToEnd() == sent)
      #expect(try other.read() == nil)
      try writer.join()
      one.close()
      other.close()
    }
  }

  @Test("long messages of two writers do not mix")
  func twoWriters() throws {
    try cleanRun { () throws in
      let (one, other) = try UnixStream.pair()
      let writers = try (0..<3).map { (number: UInt8) in
        try Fiber.spawn { try? one.write([UInt8](repeating: number, count: 1_000_000)) }
      }
      let closer = try Fiber.spawn {
        for writer in writers { try? writer.join() }
        one.close()
      }
      let all = try other.readToEnd()
      try closer.join()
      other.close()
      #expect(all.count == 3_000_000)
      #expect(zip(all, all.dropFirst()).count { $0 != $1 } == 2)
    }
  }

  @Test("a writer that waits for another's message can be cancelled, and the stream goes on")
  func cancelledTurn() throws {
    try cleanRun { () throws in
      let (one, other) = try UnixStream.pair()
      let first = try Fiber.spawn { try? one.write([UInt8](repeating: 1, count: 1_000_000)) }
      try Fiber.yield()
      let second = try Fiber.spawn { try? one.write([UInt8](repeating: 2, count: 1_000_000)) }
      try Fiber.yield()
      second.cancel()
      try second.join()
      let closer = try Fiber.spawn {
        try? first.join()
        one.close()
      }
      #expect(try other.readToEnd() == [UInt8](repeating: 1, count: 1_000_000))
      try closer.join()
      other.close()
    }
  }

  @Test("a long transfer lets other fibres run")
  func fairness() throws {
    try cleanRun { () throws in
      let (one, other) = try UnixStream.pair()
      var isOver = false
      var turns = 0
      let bystander = try Fiber.spawn {
        while !isOver {
          turns += 1
          try? Fiber.yield()
        }
      }
      let writer = try Fiber.spawn {
        try? one.write([UInt8](repeating: 1, count: 16 << 20))
        one.close()
      }
      #expect(try other.readToEnd().count == 16 << 20)
      isOver = true
      try writer.join()
      try bystander.join()
      other.close()
      #expect(turns > 100)
    }
  }
}
