import GenLoop
import Glibc
import Reactor
import TestSupport
import Testing

@Suite("Signals", .serialized)
struct SignalTests {
  @Test("a handler is called on the loop for each signal, until it is taken away")
  func handler() throws {
    try GenLoop.run { () throws in
      let loop = try getRunningLoop()
      let arrived = Queue<Signal>()
      try GenLoop.onSignal(.windowChange) { try? arrived.putNowait($0) }
      Glibc.kill(getpid(), SIGWINCH)
      #expect(try withTimeout(.seconds(30)) { try arrived.get() } == .windowChange)
      #expect(loop.removeSignalHandler(.windowChange))
      #expect(!loop.removeSignalHandler(.windowChange))
      #expect(throws: ReactorError.self) { try loop.addSignalHandler(.kill) { _ in } }
    }
  }

  @Test("a handler that is left is no loose end")
  func left() throws {
    let log = RecordingLog()
    try GenLoop.run(logger: log.logger) {
      try GenLoop.onSignal(.windowChange) { _ in }
    }
    #expect(log.lines == [])
  }

  @Test("calls without a task: soon, later, taken back")
  func calls() throws {
    try onVirtualLoop { clock throws in
      let loop = try getRunningLoop()
      var calls: [String] = []
      try loop.callSoon { calls.append("soon") }
      try loop.callLater(.seconds(1)) { calls.append("later") }
      let never = try loop.callLater(.seconds(1)) { calls.append("never") }
      never.cancel()
      let begin = loop.time
      try sleep(.seconds(2))
      #expect(calls == ["soon", "later"])
      #expect(loop.time - begin == .seconds(2))
      #expect(clock.elapsed == .seconds(2))
    }
  }
}
