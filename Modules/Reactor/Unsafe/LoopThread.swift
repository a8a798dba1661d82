import CFiber
import Glibc

/// The thread of a started reactor: begun once, ended once, and whoever asks is told how it ended.
final class LoopThread: Sendable {
  private enum Phase {
    case running([CheckedContinuation<ShutdownReport, Never>])
    case ended(ShutdownReport)
  }

  private let phase = Guarded(Phase.running([]))

  /// Begins the thread, which drives the scheduler until it wants to end.
  func start(name: String, driving scheduler: LoopBound<Scheduler>) throws(ReactorError) {
    let work = Unmanaged.passRetained(ThreadBody(name: name) { self.drive(scheduler) })
    var thread = pthread_t()
    let result = pthread_create(&thread, nil, threadEntry, work.toOpaque())
    guard result == 0 else {
      work.release()
      throw .system(operation: "start a reactor's thread", code: .init(rawValue: -result))
    }
    pthread_detach(thread)
  }

  /// Has the thread end by `ask`, and waits for that.
  func end(_ ask: () -> Void) async -> ShutdownReport {
    ask()
    return await withCheckedContinuation { continuation in
      let ended: ShutdownReport? = phase.withLock { phase in
        switch phase {
        case .ended(let report): return report
        case .running(let waiting):
          phase = .running(waiting + [continuation])
          return nil
        }
      }
      if let ended { continuation.resume(returning: ended) }
    }
  }

  private func drive(_ scheduler: LoopBound<Scheduler>) {
    finish(with: scheduler.atBirth.driveToTheEnd())
  }

  /// Tells whoever waits for the end, now and later.
  func finish(with report: ShutdownReport) {
    let waiting: [CheckedContinuation<ShutdownReport, Never>] = phase.withLock { phase in
      defer { phase = .ended(report) }
      return if case .running(let waiting) = phase { waiting } else { [] }
    }
    for continuation in waiting { continuation.resume(returning: report) }
  }
}

private final class ThreadBody {
  let name: String
  let run: () -> Void

  init(name: String, run: @escaping () -> Void) {
    self.name = name
    self.run = run
  }
}

private let threadEntry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
  argument in
  guard let argument else { return nil }
  let body = Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
  cfiber_name_thread(body.name)
  body.run()
  return nil
}
