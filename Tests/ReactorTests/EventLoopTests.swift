import Testing

@testable import Reactor

@Suite("The event loop")
struct EventLoopTests {
  @Test("a wait whose time is over before it begins ends at once", .timeLimit(.minutes(1)))
  func over() throws {
    let loop = try EventLoop()
    // As where the system has given the core to others between the look at the clock and the wait.
    for _ in 0..<3 { loop.wait(atMost: 0) }
    loop.close()
  }

  @Test("a wait ends when its time is over, and when the bell rings")
  func ends() throws {
    let loop = try EventLoop()
    loop.wait(atMost: 1_000_000)
    loop.ring()
    loop.wait(atMost: nil)
    loop.ring()
    loop.wait(atMost: UInt64(3600) * 1_000_000_000)
    loop.close()
  }
}
