import Testing

@testable import ThreadAffinity

@Suite("The line of calls")
struct CallLineTests {
  private func line(_ calls: [Int], jobs: Set<Int> = []) -> (CallLine<Int>, [CallLine<Int>.Ticket])
  {
    var line = CallLine<Int>()
    let tickets = calls.map { line.append(.init(call: $0, isJob: jobs.contains($0))) }
    return (line, tickets)
  }

  private func drain(_ line: inout CallLine<Int>) -> [Int] {
    var all: [Int] = []
    while let entry = line.popFirst() { all.append(entry.call) }
    return all
  }

  @Test("first come, first served")
  func order() {
    var (line, _) = line([1, 2, 3])
    #expect(drain(&line) == [1, 2, 3])
    #expect(line.isEmpty)
  }

  @Test("a call leaves from anywhere in the line, once")
  func withdraw() {
    var (line, tickets) = line([1, 2, 3])
    #expect(line.withdraw(tickets[1]) == 2)
    #expect(line.withdraw(tickets[1]) == nil)
    #expect(line.calls == 2)
    #expect(drain(&line) == [1, 3])
  }

  @Test("a ticket is void once its call was served, also when others came after it")
  func servedTicket() {
    var (line, tickets) = line([1])
    _ = line.popFirst()
    _ = line.append(.init(call: 2, isJob: false))
    #expect(line.withdraw(tickets[0]) == nil)
    #expect(drain(&line) == [2])
  }

  @Test("calls behind the first ones are taken out, jobs stay")
  func removal() {
    var (line, _) = line([1, 2, 3, 4, 5], jobs: [1, 4])
    #expect(line.removeCalls(after: 1) == [3, 5])
    #expect((line.calls, line.jobs) == (1, 2))
    #expect(drain(&line) == [1, 2, 4])
  }

  @Test("tickets stay valid when the whole line moves, and the next ones differ from them")
  func move() {
    var (line, tickets) = line([1, 2, 3])
    _ = line.popFirst()
    var other = CallLine<Int>()
    line.move(to: &other)
    let late = line.append(.init(call: 4, isJob: false))
    #expect(other.withdraw(late) == nil)
    #expect(line.withdraw(tickets[2]) == nil)
    #expect(other.withdraw(tickets[2]) == 3)
    #expect(line.withdraw(late) == 4)
    #expect(drain(&other) == [2])
  }

  @Test("the ticket of a first call stays valid when it moves alone")
  func moveFirst() {
    var (line, tickets) = line([1, 2, 3])
    var other = CallLine<Int>()
    _ = line.withdraw(tickets[0])
    let hasMoved = line.moveFirst(to: &other)
    #expect(hasMoved)
    #expect(other.withdraw(tickets[2]) == nil)
    #expect(other.withdraw(tickets[1]) == 2)
    #expect(drain(&line) == [3])
    let hasMovedMore = line.moveFirst(to: &other)
    #expect(!hasMovedMore)
  }
}
