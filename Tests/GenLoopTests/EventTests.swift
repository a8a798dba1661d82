import GenLoop
import Reactor
import Testing

@Suite("Event")
struct EventTests {
  @Test("an event wakes all who wait, and lets through who comes later, until it is cleared")
  func wakes() throws {
    try onVirtualLoop { _ throws in
      let event = Event()
      var passed = 0
      let waiters = try (0..<3).map { _ in
        try createTask {
          try event.wait()
          passed += 1
        }
      }
      try turns()
      #expect(passed == 0)
      #expect(!event.isSet)
      event.set()
      event.set()
      try gather(waiters)
      #expect(passed == 3)
      try event.wait()
      event.clear()
      let late = try createTask { try event.wait() }
      try turns(3)
      #expect(!late.isDone)
      late.cancel()
      #expect(throws: GenCancelledError.self) { try late.value() }
    }
  }

  @Test("one that is set and cleared at once still wakes who waited")
  func pulse() throws {
    try onVirtualLoop { _ throws in
      let event = Event()
      let waiter = try createTask { try event.wait() }
      try turns()
      event.set()
      event.clear()
      try waiter.value()
    }
  }
}
