import Reactor
import TestSupport
import Testing
import ThreadAffinity

/// How calls ended, by their number.
private final class Ends: Sendable {
  enum End: Hashable {
    case value
    case error
    case cancelled
    case closed
    case setupFailed
    case handlerFailed
    case full
  }

  private let ends = Guarded<[Int: [End]]>([:])
  private let ran = Guarded<[Int: Int]>([:])

  func note(_ end: End, of call: Int) {
    ends.withLock { $0[call, default: []].append(end) }
  }

  func noteRun(of call: Int) {
    ran.withLock { $0[call, default: 0] += 1 }
  }

  /// What a call came to, by what its caller was given.
  func note(_ outcome: Result<Void, any Error>, of call: Int) {
    switch outcome {
    case .success: note(.value, of: call)
    case .failure(is Broken): note(.error, of: call)
    case .failure(is CancellationError): note(.cancelled, of: call)
    case .failure(HeapThreadError.closed): note(.closed, of: call)
    case .failure(HeapThreadError.setupFailed): note(.setupFailed, of: call)
    case .failure(HeapThreadError.handlerFailed): note(.handlerFailed, of: call)
    case .failure(HeapThreadError.full): note(.full, of: call)
    case .failure: break
    }
  }

  /// Says what is wrong, if anything is.
  func faults(of calls: Range<Int>) -> [String] {
    let (ends, ran) = (ends.withLock { $0 }, ran.withLock { $0 })
    return calls.compactMap { call in
      let end = ends[call] ?? []
      guard end.count == 1 else { return "call \(call) ended \(end.count) times: \(end)" }
      let runs = ran[call] ?? 0
      let mustRun = end[0] == .value || end[0] == .error
      guard runs <= 1, !mustRun || runs == 1 else {
        return "call \(call) ran \(runs) times: \(end)"
      }
      return nil
    }
  }
}

/// A thread whose set-up fails if it is told to, and whose posted calls tell its handler how they ended.
private final class Subject: HeapThread, @unchecked Sendable {
  private let setUpFails: Bool

  init(_ random: inout SeededGenerator) {
    setUpFails = Int.random(in: 0..<8, using: &random) == 0
    let handlerFails = Int.random(in: 0..<4, using: &random) == 0
    super.init(
      queueLimit: Bool.random(using: &random) ? nil : Int.random(in: 1...8, using: &random),
      exceptionHandler: { error in
        if handlerFails, error is Broken { throw Broken(number: -1) }
      }
    )
  }

  override func onSetup() throws {
    if setUpFails { throw Broken(number: -2) }
  }
}

/// What one caller does, drawn beforehand, so that a seed repeats it.
private struct Plan: Sendable {
  enum Kind: CaseIterable {
    case run
    case queue
    case post
    case fiber
    case fiberQueue
  }

  let kind: Kind
  let fails: Bool
  let yieldsBefore: Int
  /// After how many turns the caller is cancelled; nil if it is not.
  let cancelAfter: Int?

  init(_ random: inout SeededGenerator) {
    kind = Kind.allCases.randomElement(using: &random) ?? .run
    fails = Int.random(in: 0..<5, using: &random) == 0
    yieldsBefore = Int.random(in: 0..<20, using: &random)
    let isCancelled = Int.random(in: 0..<4, using: &random) == 0
    cancelAfter = isCancelled ? Int.random(in: 0..<30, using: &random) : nil
  }
}

@Suite("Every accepted call ends exactly once", .timeLimit(.minutes(2)))
struct HeapThreadModelTests {
  @Test(
    "through failing set-up and handlers, closes and cancellations at any point",
    arguments: (0..<60).map { _ in UInt64.random(in: .min ... .max) }
  )
  func randomized(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let subject = Subject(&random)
    let plans = (0..<60).map { _ in Plan(&random) }
    let closes = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      (after: Int.random(in: 0..<60, using: &random), immediate: Bool.random(using: &random))
    }
    let ends = Ends()
    let reactor = try Reactor.shared
    await withTaskGroup(of: Void.self) { group in
      for (call, plan) in plans.enumerated() {
        group.addTask { await self.carryOut(plan, call, on: subject, reactor, ends) }
      }
      for close in closes {
        group.addTask {
          for _ in 0..<close.after { await Task.yield() }
          await subject.close(immediate: close.immediate)
        }
      }
    }
    await subject.close()
    #expect(ends.faults(of: 0..<plans.count) == [], "seed \(seed)")
    #expect(subject.waitingCalls == 0, "seed \(seed)")
  }

  private func carryOut(
    _ plan: Plan,
    _ call: Int,
    on subject: Subject,
    _ reactor: Reactor,
    _ ends: Ends
  ) async {
    for _ in 0..<plan.yieldsBefore { await Task.yield() }
    let body: @Sendable (Subject) throws -> Void = { _ in
      ends.noteRun(of: call)
      if plan.fails { throw Broken(number: call) }
    }
    if plan.kind == .post { return post(body, call, on: subject, ends) }
    let task = Task {
      switch plan.kind {
      case .run, .post: try await subject.run(body)
      case .queue: _ = try await subject.queue(0..<3) { if $1 == 0 { try body($0) } }
      case .fiber: try await reactor.run { try subject.run(body) }
      case .fiberQueue:
        try await reactor.run { _ = try subject.queue(0..<3) { if $1 == 0 { try body($0) } } }
      }
    }
    if let turns = plan.cancelAfter {
      for _ in 0..<turns { await Task.yield() }
      task.cancel()
    }
    ends.note(await task.result, of: call)
  }

  /// A posted call has no caller: that it ran, or was refused at once or through the handler, is its end.
  private func post(
    _ body: @escaping @Sendable (Subject) throws -> Void,
    _ call: Int,
    on subject: Subject,
    _ ends: Ends
  ) {
    let token = EndToken(call, ends)
    do {
      try subject.post { subject in
        token.hasRun()
        try body(subject)
      }
    } catch {
      token.wasRefused()
    }
  }
}

/// Notes the end of a posted call: when it ran, or when it was dropped without having run.
private final class EndToken: Sendable {
  private let call: Int
  private let ends: Ends
  private let hasEnded = Guarded(false)

  init(_ call: Int, _ ends: Ends) {
    self.call = call
    self.ends = ends
  }

  deinit {
    if !hasEnded.withLock({ $0 }) { ends.note(.closed, of: call) }
  }

  func hasRun() { end(.value) }

  func wasRefused() { end(.full) }

  private func end(_ end: Ends.End) {
    hasEnded.withLock { $0 = true }
    ends.note(end, of: call)
  }
}
