import Glibc
import Reactor
import Testing

@Suite("Signals", .serialized)
struct SignalWatcherTests {
  @Test("a watcher parks a fibre until its signal comes")
  func waits() throws {
    try cleanRun {
      let watcher = try SignalWatcher(.user1, .user2)
      defer { watcher.close() }
      var seen: [Signal] = []
      let waiter = try Fiber.spawn {
        for _ in 0..<2 { (try? watcher.next()).map { seen.append($0) } }
      }
      try Fiber.yield()
      kill(getpid(), SIGUSR2)
      while seen.isEmpty { try Fiber.yield() }
      kill(getpid(), SIGUSR1)
      try waiter.join()
      #expect(seen == [.user2, .user1])
    }
  }

  @Test("all watchers of a signal are told")
  func several() throws {
    try cleanRun {
      let watchers = try (0..<3).map { _ in try SignalWatcher(.user1) }
      kill(getpid(), SIGUSR1)
      for watcher in watchers { #expect(try watcher.next() == .user1) }
      for watcher in watchers { watcher.close() }
    }
  }

  @Test("signals that come while nobody waits are kept, one of a kind")
  func kept() throws {
    try cleanRun {
      let watcher = try SignalWatcher(.user1, .user2)
      defer { watcher.close() }
      let other = try SignalWatcher(.user2)
      defer { other.close() }
      kill(getpid(), SIGUSR1)
      kill(getpid(), SIGUSR1)
      kill(getpid(), SIGUSR2)
      _ = try other.next()
      #expect(try watcher.next() == .user1)
      #expect(try watcher.next() == .user2)
      #expect(throws: CancellationError.self) {
        try withTimeLimit(.zero) { _ in try watcher.next() }
      }
    }
  }

  @Test("what a signal did before is put back by the last watcher")
  func restored() throws {
    signal(SIGUSR2, SIG_IGN)
    defer { signal(SIGUSR2, SIG_DFL) }
    try cleanRun {
      let first = try SignalWatcher(.user2)
      let second = try SignalWatcher(.user2)
      #expect(!isIgnored(SIGUSR2))
      first.close()
      #expect(!isIgnored(SIGUSR2))
      second.close()
      #expect(isIgnored(SIGUSR2))
    }
  }

  @Test("a reactor that ends with a watcher open names it and puts the signal back")
  func leftOpen() throws {
    signal(SIGUSR2, SIG_IGN)
    defer { signal(SIGUSR2, SIG_DFL) }
    var report: ShutdownReport?
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) { _ = try SignalWatcher(.user2) }
    #expect(report?.closedHandles == ["watcher of SIGUSR2"])
    #expect(isIgnored(SIGUSR2))
  }

  @Test("waiting for one signal watches only meanwhile, and can be cancelled")
  func once() throws {
    try cleanRun {
      var result: Signal?
      let waiter = try Fiber.spawn { result = try? waitForSignal(.user1) }
      try Fiber.yield()
      kill(getpid(), SIGUSR1)
      try waiter.join()
      #expect(result == .user1)
      #expect(throws: CancellationError.self) {
        try withTimeLimit(.zero) { _ in try waitForSignal(.user1) }
      }
    }
  }

  @Test("closing wakes who waits")
  func closing() throws {
    try cleanRun {
      let watcher = try SignalWatcher(.user1)
      var failure: StreamError?
      let waiter = try Fiber.spawn { failure = error(from: { try watcher.next() }) }
      try Fiber.yield()
      watcher.close()
      try waiter.join()
      #expect(failure == .closed)
    }
  }

  @Test(
    "signals of faults, and those nobody can catch, are refused by name",
    arguments: [(Signal(rawValue: SIGSEGV), "SIGSEGV"), (.kill, "SIGKILL")]
  )
  func refused(_ signal: Signal, name: String) throws {
    try cleanRun {
      #expect(throws: ReactorError.system(operation: "watch \(name)", code: .invalidArgument)) {
        try SignalWatcher(.user1, signal)
      }
    }
  }

  @Test("signals have their names")
  func names() {
    #expect("\(Signal.interrupt)" == "SIGINT")
    #expect("\(Signal(rawValue: 64))" == "signal 64")
  }
}
