import CFiber

/// A Swift closure on a fibre, so that the tests can speak of values instead of pointers.
final class Coroutine {
  let fiber: OpaquePointer
  private let body: Body

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  init(_ kind: cfiber_kind = CFIBER_SMALL, _ run: @escaping () -> Void) throws {
    body = Body(run)
    let entry: cfiber_entry = { body in
      guard let body else { return }
      Unmanaged<Body>.fromOpaque(body).takeUnretainedValue().run()
    }
    guard let made = cfiber_new(kind, entry, Unmanaged.passUnretained(body).toOpaque()) else {
      throw OutOfStacks()
    }
    fiber = made
  }

  deinit { cfiber_free(fiber) }

  /// Goes in until it leaves, suspends or returns.
  func enter() -> Int32 { cfiber_enter(fiber) }

  /// Goes on in it, where it is the leaf that was suspended.
  func proceed() -> Int32 { cfiber_continue(fiber) }
}

struct OutOfStacks: Error {}

/// Frees a fibre on a thread of its own, which ends; returns how many stacks that one's pool had.
func freeOnAnotherThread(_ fiber: OpaquePointer) -> Int {
  nonisolated(unsafe) let fiber = fiber
  nonisolated(unsafe) var pooled = 0
  onThread {
    cfiber_free(fiber)
    pooled = cfiber_pool_stats().pooled
  }
  return pooled
}

/// Uses a KiB of stack for each level, and then some.
@inline(never)
func descend(_ levels: Int) -> Int {
  withUnsafeTemporaryAllocation(of: Int.self, capacity: 128) { frame in
    frame.initialize(repeating: levels)
    return levels == 0 ? 0 : descend(levels - 1) + frame[levels % 128]
  }
}

func fiber(at address: UInt) -> (fiber: OpaquePointer?, inGuard: Bool) {
  var inGuard = false
  let fiber = cfiber_at(UnsafeRawPointer(bitPattern: address), &inGuard)
  return (fiber, inGuard)
}

/// Writes where nothing is mapped.
func faultAnywhere() {
  UnsafeMutablePointer<Int>(bitPattern: 16)?.pointee = 1
}
