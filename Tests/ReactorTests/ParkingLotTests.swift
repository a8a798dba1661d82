import Reactor
import Testing

@Suite("Parking lots")
struct ParkingLotTests {
  @Test("fibres leave in the order in which they came")
  func order() throws {
    var order: [Int] = []
    try Reactor.run { () throws in
      let lot = ParkingLot()
      let fibers = try (0..<4).map { n in
        try Fiber.spawn {
          try? lot.park()
          order.append(n)
        }
      }
      try Fiber.yield()
      #expect(lot.count == 4)
      #expect(lot.unparkFirst())
      lot.unparkAll()
      #expect(!lot.unparkFirst())
      #expect(lot.isEmpty)
      for fiber in fibers { try fiber.join() }
    }
    #expect(order == [0, 1, 2, 3])
  }

  @Test("who is cancelled leaves the lot at once, from any place in it", arguments: 0..<3)
  func cancel(which: Int) throws {
    var order: [Int] = []
    try Reactor.run { () throws in
      let lot = ParkingLot()
      let fibers = try (0..<3).map { n in
        try Fiber.spawn {
          do {
            try lot.park()
            order.append(n)
          } catch { order.append(-1) }
        }
      }
      try Fiber.yield()
      fibers[which].cancel()
      #expect(lot.count == 2)
      lot.unparkAll()
      for fiber in fibers { try fiber.join() }
    }
    #expect(order == [-1] + (0..<3).filter { $0 != which })
  }

  @Test("who was woken first is not cancelled in that wait")
  func wokenFirst() throws {
    var outcome = ""
    try Reactor.run { () throws in
      let lot = ParkingLot()
      let fiber = try Fiber.spawn {
        do {
          try lot.park()
          outcome = "woken"
          try Fiber.yield()
        } catch { outcome += ", then cancelled" }
      }
      try Fiber.yield()
      lot.unparkFirst()
      fiber.cancel()
      try fiber.join()
    }
    #expect(outcome == "woken, then cancelled")
  }

  @Test("a wait that is not to be cancelled is not")
  func uncancellable() throws {
    try Reactor.run { () throws in
      let lot = ParkingLot()
      let fiber = try Fiber.spawn { try? lot.parkUncancellably() }
      try Fiber.yield()
      fiber.cancel()
      try Fiber.yield()
      #expect(!fiber.hasEnded)
      lot.unparkFirst()
      try fiber.join()
    }
  }

  @Test("parking outside of a fibre is an error that says so")
  func outside() {
    #expect(throws: ReactorError.notOnFiber(operation: "outside()")) {
      try ParkingLot().park()
    }
  }

  @Test("a value goes from stack to stack, both ways")
  func handOver() throws {
    try Reactor.run { () throws in
      let exchange = HandOver<[Int]>()
      #expect(!exchange.give([0]))
      #expect(exchange.take() == nil)
      var got: [Int]?
      let getter = try Fiber.spawn { try? exchange.wait(with: &got) }
      try Fiber.yield()
      #expect(exchange.give([1, 2]))
      try getter.join()
      #expect(got == [1, 2])

      var given: [Int]? = [3]
      let giver = try Fiber.spawn { try? exchange.wait(with: &given) }
      try Fiber.yield()
      #expect(exchange.count == 1)
      #expect(exchange.take() == [3])
      try giver.join()
      #expect(given == nil)
    }
  }

  @Test("who waits for the end of a fibre can be cancelled, and the others still learn of it")
  func joiners() throws {
    var outcomes: [String] = []
    try Reactor.run(clock: .virtual(VirtualClock())) { () throws in
      let sleeper = try Fiber.spawn { try? Fiber.sleep(for: .seconds(1)) }
      let waiters = try (0..<3).map { n in
        try Fiber.spawn {
          do {
            try sleeper.join()
            outcomes.append("\(n) joined")
          } catch { outcomes.append("\(n) cancelled") }
        }
      }
      try Fiber.yield()
      waiters[1].cancel()
      for waiter in waiters { try waiter.join() }
    }
    #expect(outcomes == ["1 cancelled", "0 joined", "2 joined"])
  }
}
