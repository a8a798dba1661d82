import Umbra

/// The part of the rig `loop-ops` that is about timers: 100,000 at once, within a tenth of a second.
func benchTimers() throws {
  let delays = (0..<100_000).map { _ in
    Duration.nanoseconds(Int64.random(in: 0..<100_000_000))
  }
  try Reactor.run {
    for kind in ["sleep", "sleep_again"] {
      try measureTimers(kind, delays) {
        let fibers = try delays.map { delay in
          try Fiber.spawn(name: "sleeper") { try? Fiber.sleep(for: delay) }
        }
        for fiber in fibers { try fiber.join() }
      }
    }
    try measureTimers("callback", delays) {
      var left = delays.count
      let done = ParkingLot()
      for delay in delays {
        try Fiber.callLater(after: delay) {
          left -= 1
          if left == 0 { done.unparkFirst() }
        }
      }
      try done.park()
    }
  }
}

private func measureTimers(_ kind: String, _ delays: [Duration], _ body: () throws -> Void) throws {
  let before = processorTime()
  let wall = try nanoseconds(body)
  let each = (processorTime() - before) / Double(delays.count)
  // The last of so many is due about then: whoever is done before has not waited.
  try WrongWork.unless(wall > 99e6, "the timers came too early")
  report("loop-ops.umbra.timers_100k_\(kind)_wall", wall / 1e6, "ms")
  report("loop-ops.umbra.timers_100k_\(kind)_cpu", each, "ns/timer")
}
