import Reactor

/// A call whose caller is a thread, which sleeps meanwhile.
final class ThreadCall: HeapCall {
  private let work: FiberWorkReference
  private let bell = Bell()
  private let refusal = Guarded<(any Error)?>(nil)

  private init(_ work: FiberWorkReference) {
    self.work = work
  }

  /// Submits the work, and holds the calling thread until it has run or was refused.
  ///
  /// - Throws: ``HeapThreadError/wouldBlock`` where the thread has others to serve; why it was refused.
  static func wait(for work: FiberWorkReference, on owner: HeapThread) throws {
    try checkMayBlock()
    let call = ThreadCall(work)
    owner.worker.submit(.call(call), for: owner)
    call.bell.wait()
    if let error = call.refusal.withLock(\.self) { throw error }
  }

  /// Throws where the calling thread has others to serve: it drives a loop, or runs Swift tasks. (Not those
  /// of the main actor, which is for whoever wrote the program to hold up.)
  static func checkMayBlock() throws(HeapThreadError) {
    guard Reactor.current == nil else { throw .wouldBlock }
    guard MainQueue.isCurrent || withUnsafeCurrentTask(body: { $0 == nil }) else {
      throw .wouldBlock
    }
  }

  func perform() {
    work.perform()
    bell.ring()
  }

  func refuse(_ error: any Error) {
    refusal.withLock { $0 = error }
    bell.ring()
  }
}
