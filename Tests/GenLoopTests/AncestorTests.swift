import GenLoop
import Reactor
import Testing

/// The programs of gensyncio's README, with what they print.
@Suite("gensyncio's programs")
struct AncestorTests {
  @Test("sleep: a main task that waits")
  func sleeping() throws {
    try onVirtualLoop { clock throws in
      try sleep(.seconds(1))
      #expect(clock.elapsed == .seconds(1))
    }
  }

  @Test("gather: three that wait a second each take a second together")
  func gathering() throws {
    var printed: [String] = []
    try onVirtualLoop { clock throws in
      try gather(
        ["Hello", "from", "async"].map { message in
          {
            try sleep(.seconds(1))
            printed.append(message)
          }
        }
      )
      #expect(clock.elapsed == .seconds(1))
    }
    #expect(printed == ["Hello", "from", "async"])
  }

  @Test("Event: the waiter goes on when the event is set")
  func event() throws {
    var printed: [String] = []
    try onVirtualLoop { clock throws in
      let event = Event()
      let waiter = try createTask {
        printed.append("waiting for it ...")
        try event.wait()
        printed.append("... got it!")
        #expect(clock.elapsed == .seconds(1))
      }
      try sleep(.seconds(1))
      event.set()
      try waiter.value()
    }
    #expect(printed == ["waiting for it ...", "... got it!"])
  }

  @Test("Lock: the second waits for the first, though it has less to do")
  func lock() throws {
    var printed: [String] = []
    try onVirtualLoop { clock throws in
      let loop = try getRunningLoop()
      let lock = Lock()
      func printAfter(_ delay: Duration, _ text: String) -> () throws -> Void {
        {
          try lock.withLock { try sleep(delay) }
          printed.append(text)
        }
      }
      try loop.createTask(printAfter(.seconds(2), "one"))
      let task = try loop.createTask(printAfter(.seconds(1), "two"))
      try task.value()
      #expect(clock.elapsed == .seconds(3))
    }
    #expect(printed == ["one", "two"])
  }

  @Test("Queue: three workers share the work, join waits for it, and then they are cancelled")
  func queue() throws {
    try onVirtualLoop { clock throws in
      let queue = Queue<Int>()
      var done = 0
      let workers = try (0..<3).map { n in
        try createTask(name: "worker-\(n)") {
          while true {
            try sleep(.seconds(try queue.get()))
            try queue.taskDone()
            done += 1
          }
        }
      }
      for _ in 0..<21 { try queue.putNowait(2) }
      try queue.join()
      #expect(done == 21)
      #expect(clock.elapsed == .seconds(14))
      for worker in workers { worker.cancel() }
      let outcomes = try gather(returnExceptions: workers)
      #expect(outcomes.count == 3)
      let areCancelled = workers.allSatisfy(\.isCancelled)
      #expect(areCancelled)
    }
  }

  @Test("GenSocket: a request by hand")
  func socket() throws {
    try GenLoop.run { () throws in
      let listener = try GenSocket(.inet, .stream)
      defer { listener.close() }
      try listener.bind("127.0.0.1", 0)
      try listener.listen(5)
      let server = try createTask {
        let (connection, _) = try listener.accept()
        let request = try connection.recv(1024)
        try connection.sendAll("HTTP/1.1 200 OK\r\n\r\n")
        connection.close()
        return String(decoding: request, as: UTF8.self)
      }
      let sock = try GenSocket(.inet, .stream)
      defer { sock.close() }
      try sock.connect(try listener.localAddress)
      try sock.send(Array("GET /get HTTP/1.1\r\nHost: here\r\n\r\n".utf8))
      #expect(String(decoding: try sock.recv(1024), as: UTF8.self) == "HTTP/1.1 200 OK\r\n\r\n")
      #expect(try server.value().hasPrefix("GET /get"))
    }
  }

  @Test("what it did not do: a task's error does not end the loop")
  func taskError() throws {
    let loop = try GenLoop(clock: .virtual(VirtualClock()))
    loop.exceptionHandler = { _ in }
    let value = try loop.runUntilComplete { () throws -> Int in
      try createTask { throw Broken() }
      try sleep(.seconds(1))
      return 1
    }
    #expect(value == 1)
    try loop.close()
  }
}
