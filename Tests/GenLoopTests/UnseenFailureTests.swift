import GenLoop
import Logging
import Reactor
import TestSupport
import Testing

@Suite("Errors that nobody asks for")
struct UnseenFailureTests {
  /// The errors that reach the loop's handler while `body` runs and the loop is closed.
  private func reported(_ body: () throws -> Void) throws -> [String] {
    var seen: [String] = []
    let loop = try GenLoop(clock: .virtual(VirtualClock()))
    loop.exceptionHandler = { seen.append("\($0.source): \($0.error)") }
    try loop.runUntilComplete(body)
    try loop.close()
    return seen
  }

  @Test("a forgotten task's error is reported, and the loop goes on")
  func forgotten() throws {
    var goesOn = false
    let seen = try reported {
      try createTask(name: "lost") { throw Broken() }
      try turns(3)
      goesOn = true
    }
    #expect(goesOn)
    #expect(seen == ["lost: Broken(number: 0)"])
  }

  @Test("one that was asked for is not, in whichever way it was asked for")
  func askedFor() throws {
    let seen = try reported {
      _ = try? createTask { throw Broken() }.value()
      let other = try createTask { throw Broken() }
      try turns(2)
      #expect(other.exception != nil)
      _ = try gather(returnExceptions: [{ throw Broken() }])
      _ = try? withTaskGroup { try $0.createTask { throw Broken() } }
    }
    #expect(seen == [])
  }

  @Test("a task that is kept, but never asked, is reported when the loop is closed")
  func kept() throws {
    var kept: LoopTask<Void>?
    let seen = try reported {
      kept = try createTask(name: "kept") { throw Broken() }
      try turns(2)
    }
    #expect(seen == ["kept: Broken(number: 0)"])
    withExtendedLifetime(kept) {}
  }

  @Test("a cancellation is no error to report")
  func cancelled() throws {
    let seen = try reported {
      try createTask { try sleep(.seconds(60)) }.cancel()
      try turns(2)
    }
    #expect(seen == [])
  }

  @Test("a second error of a gather, a generator's and a future's are reported too")
  func others() throws {
    let seen = try reported {
      let late: () throws -> Void = {
        do { try sleep(.seconds(60)) } catch { throw Broken(number: 2) }
      }
      #expect(throws: Broken(number: 1)) { try gather([late, { throw Broken(number: 1) }]) }
      for _ in Generator<Int>({ _ in throw Broken(number: 3) }) {}
      try Future<Int>().setException(Broken(number: 4))
    }
    #expect(
      seen == [
        "gather: Broken(number: 2)", "a generator: Broken(number: 3)",
        "a future: Broken(number: 4)",
      ]
    )
  }

  @Test("without a handler it is logged")
  func logged() throws {
    let log = RecordingLog()
    let logger = Logger(label: "test") { _ in log }
    try GenLoop.run(clock: .virtual(VirtualClock()), logger: logger) {
      try createTask(name: "lost") { throw Broken() }
      try turns(2)
    }
    #expect(log.lines == ["error: nobody asked for the error of lost: Broken(number: 0)"])
  }
}
