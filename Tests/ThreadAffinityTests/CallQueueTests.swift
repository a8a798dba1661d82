import TestSupport
import Testing

@testable import ThreadAffinity

@Suite("The queue of calls and the life of its thread")
struct CallQueueTests {
  /// What came out of the queue, and how.
  private enum End: Equatable {
    case ran
    case withdrawn
    case refused
    case notAccepted
  }

  @Test("the first call starts the thread, and later ones only while it sleeps wake it")
  func signals() {
    var queue = CallQueue<Int>(limit: nil)
    var taken = CallLine<Int>()
    #expect(signal(queue.accept(1)) == .startThread)
    #expect(signal(queue.accept(2)) == .nothing)
    queue.setUpSucceeded()
    #expect(queue.take(into: &taken) == .run)
    while taken.popFirst() != nil {}
    #expect(queue.take(into: &taken) == .sleep)
    #expect(signal(queue.accept(3)) == .wakeThread)
    #expect(signal(queue.accept(4)) == .nothing)
  }

  @Test("a queue that was closed unborn needs no thread")
  func closedUnborn() {
    var queue = CallQueue<Int>(limit: nil)
    #expect(queue.close(immediately: false, as: .closed) == ([], false))
    #expect(queue.hasEnded)
    #expect(queue.acceptJob(1) == nil)
  }

  @Test("after a failed set-up nothing is torn down, and jobs are taken until the end")
  func failedSetUp() {
    var queue = CallQueue<Int>(limit: nil)
    var taken = CallLine<Int>()
    _ = queue.accept(1)
    _ = queue.acceptJob(2)
    #expect(queue.setUpFailed(Broken()) == [1])
    #expect(queue.take(into: &taken) == .run)
    #expect(taken.popFirst()?.call == 2)
    #expect(queue.take(into: &taken) == .end)
    #expect(queue.acceptJob(3) == nil)
  }

  @Test("a patient close lets the calls with a place run, and refuses those that wait for room")
  func patientClose() {
    var queue = CallQueue<Int>(limit: 2)
    var taken = CallLine<Int>()
    for call in 1...4 { _ = queue.accept(call) }
    queue.setUpSucceeded()
    #expect(queue.close(immediately: false, as: .closed).refused == [3, 4])
    #expect(queue.take(into: &taken) == .run)
    #expect(taken.popFirst()?.call == 1)
    #expect(queue.take(into: &taken) == .run)
    #expect(taken.popFirst()?.call == 2)
    #expect(queue.take(into: &taken) == .tearDown)
    #expect(queue.take(into: &taken) == .end)
  }

  @Test("a hasty call is refused when the places are taken, and accepted when one is free")
  func hasty() {
    var queue = CallQueue<Int>(limit: 1)
    var taken = CallLine<Int>()
    #expect(signal(queue.accept(1, isPatient: false)) == .startThread)
    #expect(signal(queue.accept(2, isPatient: false)) == nil)
    queue.setUpSucceeded()
    #expect(queue.take(into: &taken) == .run)
    #expect(signal(queue.accept(2, isPatient: false)) == .nothing)
  }

  @Test(
    "whatever happens in whatever order, each call ends once, and those that run do so in order",
    arguments: (0..<40).map { _ in UInt64.random(in: .min ... .max) }
  )
  func model(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<25 { runModel(&random, "seed \(seed)") }
  }

  /// A few hundred random events, in an order that the worker could meet them in.
  private func runModel(_ random: inout SeededGenerator, _ seed: Comment) {
    let limit = Bool.random(using: &random) ? nil : Int.random(in: 1...5, using: &random)
    var queue = CallQueue<Int>(limit: limit)
    var taken = CallLine<Int>()
    var tickets: [Int: CallLine<Int>.Ticket] = [:]
    var ends: [Int: [End]] = [:]
    var ran: [Int] = []
    var isSetUp = false
    var tornDown = 0
    let events = Int.random(in: 1...300, using: &random)
    func end(_ calls: [Int], _ how: End) {
      for call in calls { ends[call, default: []].append(how) }
    }

    for event in 0..<events + 2000 {
      let isLate = event >= events
      if isLate, event == events {
        let refused = queue.close(immediately: Bool.random(using: &random), as: .closed).refused
        end(refused, .refused)
      }
      switch isLate ? 7 : Int.random(in: 0..<12, using: &random) {
      case 0...4:
        switch queue.accept(event, isPatient: Bool.random(using: &random)) {
        case .accepted(let ticket, _): tickets[event] = ticket
        case .refused: end([event], .notAccepted)
        }
      case 5:
        guard let (call, ticket) = tickets.randomElement(using: &random) else { continue }
        if let out = taken.withdraw(ticket) ?? queue.withdraw(ticket) {
          #expect(out == call, seed)
          end([out], .withdrawn)
        }
      case 6 where Int.random(in: 0..<40, using: &random) == 0:
        let immediately = Bool.random(using: &random)
        if immediately { end(taken.removeCalls(), .refused) }
        end(queue.close(immediately: immediately, as: .closed).refused, .refused)
      default:
        guard !queue.isUnborn, !queue.hasEnded else { continue }
        if !isSetUp {
          isSetUp = true
          if Int.random(in: 0..<10, using: &random) == 0 {
            end(queue.setUpFailed(Broken()), .refused)
          } else {
            queue.setUpSucceeded()
          }
        } else if let entry = taken.popFirst() {
          end([entry.call], .ran)
          ran.append(entry.call)
        } else if queue.take(into: &taken) == .tearDown {
          tornDown += 1
        }
      }
    }
    #expect(queue.hasEnded && queue.waiting == 0 && taken.isEmpty, seed)
    #expect(tornDown <= 1, seed)
    #expect(ran == ran.sorted(), seed)
    #expect(ends.values.allSatisfy { $0.count == 1 }, seed)
    #expect(Set(tickets.keys).isSubset(of: ends.keys), seed)
  }

  private func signal(_ admission: CallQueue<Int>.Admission) -> CallQueue<Int>.Signal? {
    if case .accepted(_, let signal) = admission { signal } else { nil }
  }
}
