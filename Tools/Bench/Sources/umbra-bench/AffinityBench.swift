import Umbra

/// The work of the rig `thread-hop`: a call to a pinned thread and back, alone and with 1,000 in flight;
/// from fibres, from async code on the same loop and elsewhere, and to an actor on the thread.
func benchAffinity(_ rig: String) throws {
  try GenLoop.run { try benchFibers("\(rig).umbra") }
  try Reactor.run { try Fiber.wait { try await benchAsync("\(rig).umbra-async-on-loop") } }
  try runAsync { try await benchAsync("\(rig).umbra-async") }
  try runAsync { try await benchActor("\(rig).umbra-actor") }
}

private let warmUp = 1000
private let alone = 100_000
private let inFlight = 1000
private let each = 200

private final class Counter: HeapThread, @unchecked Sendable {
  private(set) var count = 0

  func next() -> Int {
    count += 1
    return count
  }
}

private func benchFibers(_ peer: String) throws {
  let counter = Counter()
  for _ in 0..<warmUp { try counter.run { $0.next() } }
  let roundTrips = try nanoseconds { for _ in 0..<alone { try counter.run { $0.next() } } }
  let together = try nanoseconds {
    let tasks = try (0..<inFlight).map { _ in
      try createTask { for _ in 0..<each { try counter.run { $0.next() } } }
    }
    for task in tasks { try task.value() }
  }
  try reportHops(peer, roundTrips, together, calls: try counter.run { $0.count })
  try counter.close()
}

private func benchAsync(_ peer: String) async throws {
  let counter = Counter()
  try await counter.start()
  for _ in 0..<warmUp { try await counter.run { $0.next() } }
  let roundTrips = try await nanosecondsAwaiting {
    for _ in 0..<alone { try await counter.run { $0.next() } }
  }
  let together = try await nanosecondsAwaiting {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<inFlight {
        group.addTask { for _ in 0..<each { try await counter.run { $0.next() } } }
      }
      try await group.waitForAll()
    }
  }
  try reportHops(peer, roundTrips, together, calls: try await counter.run { $0.count })
  await counter.close()
}

private actor PinnedActor {
  private let thread = HeapThread(name: "actor")
  private(set) var count = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.unownedExecutor }

  func next() -> Int {
    count += 1
    return count
  }

  nonisolated func close() async { await thread.close() }
}

private func benchActor(_ peer: String) async throws {
  let actor = PinnedActor()
  for _ in 0..<warmUp { keep(await actor.next()) }
  let roundTrips = await nanosecondsAwaiting { for _ in 0..<alone { keep(await actor.next()) } }
  let together = await nanosecondsAwaiting {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<inFlight {
        group.addTask { for _ in 0..<each { keep(await actor.next()) } }
      }
      await group.waitForAll()
    }
  }
  try reportHops(peer, roundTrips, together, calls: await actor.count)
  await actor.close()
}

/// Without it the optimiser drops the way back: nothing between two calls needs it.
@inline(never)
private func keep(_ value: Int) {
  if value == -1 { print(value) }
}

private func reportHops(_ peer: String, _ roundTrips: Double, _ together: Double, calls: Int) throws
{
  try WrongWork.unless(calls == warmUp + alone + inFlight * each, "\(peer): \(calls) calls")
  report("\(peer).roundtrip", roundTrips / Double(alone), "ns/op")
  report("\(peer).inflight1000", together / Double(inFlight * each), "ns/op")
}
