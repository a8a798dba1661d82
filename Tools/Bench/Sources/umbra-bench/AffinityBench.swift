import Umbra

/// The work of the rig `thread-hop`: a call to a pinned thread and back, alone and with 1,000 in flight.
func benchAffinity() throws {
  try benchFibers()
  try Reactor.run {
    try Fiber.wait { try await benchAsync("umbra-async-on-loop") }
  }
  try waitOutside { try await benchAsync("umbra-async") }
  try waitOutside { await benchActor() }
}

private let inFlight = 1000
private let each = 200

private final class Pinned: HeapThread, @unchecked Sendable {
  private var count = 0

  func next() -> Int {
    count += 1
    return count
  }
}

private func benchFibers() throws {
  try GenLoop.run {
    let pinned = Pinned()
    for _ in 0..<1000 { try pinned.run { $0.next() } }
    reportHop(
      "umbra",
      "roundtrip",
      try perOperation(100_000) { for _ in 0..<100_000 { try pinned.run { $0.next() } } }
    )
    reportHop(
      "umbra",
      "inflight1000",
      try perOperation(inFlight * each) {
        let tasks = try (0..<inFlight).map { _ in
          try createTask { for _ in 0..<each { try pinned.run { $0.next() } } }
        }
        for task in tasks { try task.value() }
      }
    )
    try pinned.close()
  }
}

private func benchAsync(_ name: String) async throws {
  let pinned = Pinned()
  try await pinned.start()
  let clock = ContinuousClock()
  let alone = try await clock.measure {
    for _ in 0..<100_000 { try await pinned.run { $0.next() } }
  }
  reportHop(name, "roundtrip", alone / 100_000)
  let together = try await clock.measure {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<inFlight {
        group.addTask { for _ in 0..<each { try await pinned.run { $0.next() } } }
      }
      try await group.waitForAll()
    }
  }
  reportHop(name, "inflight1000", together / (inFlight * each))
  await pinned.close()
}

private actor PinnedActor {
  private let thread = HeapThread(name: "actor")
  private var count = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.unownedExecutor }

  func next() -> Int {
    count += 1
    return count
  }

  nonisolated func close() async { await thread.close() }
}

private func benchActor() async {
  let pinned = PinnedActor()
  let clock = ContinuousClock()
  let alone = await clock.measure { for _ in 0..<100_000 { keep(await pinned.next()) } }
  reportHop("umbra-actor", "roundtrip", alone / 100_000)
  let together = await clock.measure {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<inFlight {
        group.addTask { for _ in 0..<each { keep(await pinned.next()) } }
      }
      await group.waitForAll()
    }
  }
  reportHop("umbra-actor", "inflight1000", together / (inFlight * each))
  await pinned.close()
}

/// Without it the optimiser drops the way back: nothing between two calls needs it.
@inline(never)
private func keep(_ value: Int) {
  if value == -1 { print(value) }
}

private func reportHop(_ peer: String, _ operation: String, _ nanoseconds: Double) {
  report("thread-hop.\(peer).\(operation)", nanoseconds, "ns/op")
}

private func reportHop(_ peer: String, _ operation: String, _ each: Duration) {
  reportHop(peer, operation, Double(each.components.attoseconds) / 1e9)
}

/// Runs `body` as a task of Swift's own pool, and waits for it here.
private func waitOutside(_ body: @escaping @Sendable () async throws -> Void) throws {
  try Reactor.run { try Fiber.wait { try await Task.detached { try await body() }.value } }
}
