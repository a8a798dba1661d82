import GenLoop
import Reactor
import Testing

/// Runs `body` on a loop whose clock jumps; the clock is handed in.
func onVirtualLoop<T>(_ body: (VirtualClock) throws -> T) throws -> T {
  let clock = VirtualClock()
  return try GenLoop.run(clock: .virtual(clock)) { try body(clock) }
}

struct Broken: Error, Equatable {
  var number = 0
}

/// Lets every ready task have `times` turns.
func turns(_ times: Int = 1) throws {
  for _ in 0..<times { try sleep(.zero) }
}
