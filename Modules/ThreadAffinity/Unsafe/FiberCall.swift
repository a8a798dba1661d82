import Reactor

/// A call whose caller is a fibre: it lies on the stack of the fibre, which is parked meanwhile.
///
/// So such a call costs no allocation and no reference count.
struct FiberCall {
  /// What runs on the thread.
  let work: FiberWorkReference
  /// Why it did not run.
  var refusal: (any Error)?
  var parking: UnownedParking?

  /// Submits the work, and parks the calling fibre until it has run or was refused.
  ///
  /// A cancelled fibre takes a call back whose turn has not come; else it waits for its end. So the work
  /// runs before this returns, or never.
  static func wait(
    for work: FiberWorkReference,
    on owner: HeapThread,
    _ checkpoint: Checkpoint?
  ) throws {
    var call = FiberCall(work: work)
    try withUnsafeMutablePointer(to: &call) { call in
      try FiberCallReference(call).wait(on: owner, checkpoint)
    }
    if let refusal = call.refusal { throw refusal }
  }
}

/// The address of a ``FiberCall``: what the queue holds.
///
/// Proof of Sendable: whoever the queue handed the call to uses it last by `unpark()`, and only then the
/// fibre goes on; or the fibre has taken it back from the queue, and nobody else has the address.
struct FiberCallReference: @unchecked Sendable {
  private let call: UnsafeMutablePointer<FiberCall>

  init(_ call: UnsafeMutablePointer<FiberCall>) { self.call = call }

  func perform() {
    call.pointee.work.perform()
    call.pointee.parking?.unpark()
  }

  func refuse(_ error: any Error) {
    call.pointee.refusal = error
    call.pointee.parking?.unpark()
  }

  fileprivate func wait(on owner: HeapThread, _ checkpoint: Checkpoint?) throws {
    var ticket: Worker.Ticket?
    try Fiber.parkRemotely("HeapThread.run") {
      call.pointee.parking = $0
      ticket = owner.worker.submit(.fiber(self), for: owner)
    } abort: {
      if let ticket, owner.worker.withdraw(ticket) { return true }
      checkpoint?.cancel()
      return false
    }
  }
}
