import Foundation
import Umbra

/// The part of the rig `loop-ops` that is about timers: 100,000 at once, within a tenth of a second.
func benchTimers() throws {
  var generator = SystemRandomNumberGenerator()
  let delays = (0..<100_000).map { _ in
    Duration.nanoseconds(Int64.random(in: 0..<100_000_000, using: &generator))
  }
  try measureTimers("sleep", delays) { delays in
    let fibers = try delays.map { delay in
      try Fiber.spawn(name: "sleeper") { try? Fiber.sleep(for: delay) }
    }
    for fiber in fibers { try fiber.join() }
  }
  try measureTimers("callback", delays) { delays in
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

private func measureTimers(
  _ kind: String,
  _ delays: [Duration],
  _ body: ([Duration]) throws -> Void
) throws {
  var walls: [Double] = []
  var processors: [Double] = []
  for _ in 0..<3 {
    let before = processorTime()
    walls.append(try nanoseconds { try Reactor.run { try body(delays) } })
    processors.append(processorTime() - before)
  }
  report("loop-ops.umbra.timers_100k_\(kind)_wall", median(walls) / 1e6, "ms")
  let each = median(processors) / Double(delays.count)
  report("loop-ops.umbra.timers_100k_\(kind)_cpu", each, "ns/timer")
}

/// What this process has used, in nanoseconds.
private func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}
