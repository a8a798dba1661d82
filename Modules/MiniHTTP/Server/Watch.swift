import Reactor

/// Time as a server's deadlines need it: in coarse steps, so that setting a deadline costs no timer.
///
/// One fibre counts the steps and looks for what is over. While there are no connections it waits for
/// one, and the loop is left alone.
final class Watch {
  /// How many steps each deadline has.
  private let steps: (head: Int, body: Int, idle: Int, write: Int)
  private let lingering: Int
  private let step: Duration
  /// How many steps have passed.
  private(set) var tick = 0
  private var sleeper: Parking?
  private var isWanted = false

  /// The step is a fraction of the shortest limit, so that none is missed by much.
  init(_ limits: HTTPLimits) {
    let times = [limits.headerTime, limits.bodyTime, limits.idleTime, limits.writeTime]
    let shortest = times.min() ?? .seconds(1)
    let step = min(max(shortest / 8, .milliseconds(1)), .seconds(1))
    self.step = step
    let count = { (time: Duration) in Int(min(max(time / step, 0), 1e15).rounded(.up)) + 1 }
    steps = (
      count(limits.headerTime), count(limits.bodyTime), count(limits.idleTime),
      count(limits.writeTime)
    )
    lingering = count(.seconds(2))
  }

  /// The step at which `deadline` is over, if it begins now.
  func end(of deadline: HTTPError.Deadline) -> Int {
    switch deadline {
    case .head: tick + steps.head
    case .body: tick + steps.body
    case .idle: tick + steps.idle
    case .write: tick + steps.write
    case .response: .max
    }
  }

  /// The step at which a refused client that does not close has had its time, if it begins now.
  var endOfLingering: Int { tick + lingering }

  /// Says that there is something to watch.
  func wake() {
    isWanted = true
    sleeper?.unpark()
    sleeper = nil
  }

  /// Counts until the fibre is cancelled.
  ///
  /// - Parameter look: Told each step: whoever has a deadline by then is late. It returns how many there
  ///   are to watch.
  func run(_ look: (_ tick: Int) -> Int) {
    while true {
      do {
        if !isWanted { try Fiber.park { sleeper = $0 } }
        try Fiber.sleep(for: step)
      } catch {
        return
      }
      tick += 1
      isWanted = look(tick) > 0
    }
  }
}
