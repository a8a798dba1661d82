import TestSupport
import Testing

@testable import Reactor

@Suite("The report of a shutdown")
struct ShutdownReportTests {
  @Test("names each thing, of ten or fewer")
  func few() {
    let report = ShutdownReport(
      cancelledFibers: (1...10).map { "task-\($0)" },
      closedHandles: ["tcp listener on 127.0.0.1:80"]
    )
    let names = "task-1, task-2, task-3, task-4, task-5, task-6, task-7, task-8, task-9, task-10"
    #expect(
      "\(report)" == "cancelled fibres: \(names); closed handles: tcp listener on 127.0.0.1:80"
    )
    #expect("\(ShutdownReport(cancelledFibers: [], closedHandles: []))" == "nothing was left open")
  }

  @Test("counts what is alike, of more")
  func many() {
    let fibers = (1...100_000).map { "task-\($0)" } + ["ticker", "worker", "worker"]
    let report = ShutdownReport(cancelledFibers: fibers, closedHandles: [])
    #expect(
      "\(report)" == "cancelled fibres: task-1 and 99999 like it, worker and 1 like it, ticker"
    )
    #expect(report.cancelledFibers.count == 100_003)
  }

  @Test("counts what is of an eleventh kind or a later one")
  func kinds() {
    let fibers = "abcdefghijkl".map { "\($0)" } + ["l1"]
    let report = ShutdownReport(cancelledFibers: fibers, closedHandles: [])
    #expect(
      "\(report)"
        == "cancelled fibres: l and 1 like it, a, b, c, d, e, f, g, h, i, and 2 of other kinds"
    )
  }

  @Test("of a loop that left a crowd waiting is one short line in its log")
  func crowd() throws {
    let log = RecordingLog()
    try Reactor.run(logger: log.logger) {
      for number in 1...1000 {
        try Fiber.spawn(name: "visitor \(number)") { try? Fiber.sleep(for: .seconds(3600)) }
      }
    }
    #expect(
      log.lines == [
        "warning: left open at the end of the reactor: cancelled fibres: visitor 1 and 999 like it"
      ]
    )
  }
}
