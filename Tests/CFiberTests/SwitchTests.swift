import CFiber
import Glibc
import Testing

@Suite("Going from stack to stack")
struct SwitchTests {
  @Test("a fibre goes on where it left, and its return is told")
  func generator() throws {
    var value = 0
    let squares = try Coroutine {
      for number in 1...3 {
        value = number * number
        cfiber_leave(Int32(number))
      }
    }
    for number in 1...3 {
      #expect(squares.enter() == Int32(number))
      #expect(value == number * number)
    }
    #expect(squares.enter() == CFIBER_RETURNED)
    #expect(squares.enter() == CFIBER_RETURNED)
  }

  @Test("fibres take turns without disturbing each other")
  func interleaved() throws {
    var sums = [0, 0, 0]
    let counters = try sums.indices.map { index in
      try Coroutine {
        var own = 0
        for step in 1...100 {
          own += step * (index + 1)
          cfiber_leave(0)
        }
        sums[index] = own
      }
    }
    for _ in 0...100 { for counter in counters { _ = counter.enter() } }
    #expect(sums == [5050, 10100, 15150])
  }

  @Test("a fibre enters another, and gets what that one left with")
  func nested() throws {
    var trace: [Int32] = []
    let inner = try Coroutine {
      cfiber_leave(1)
      cfiber_leave(2)
    }
    var outerIsCurrent = false
    let outer = try Coroutine {
      trace.append(inner.enter())
      cfiber_leave(10)
      trace.append(inner.enter())
      outerIsCurrent = cfiber_current() != inner.fiber
    }
    #expect(cfiber_current() == nil)
    #expect(outer.enter() == 10)
    #expect(outer.enter() == CFIBER_RETURNED)
    #expect(trace == [1, 2])
    #expect(outerIsCurrent)
    #expect(cfiber_current() == nil)
  }

  @Test("the leaf of a chain suspends to the base, and the whole chain goes on together")
  func suspended() throws {
    var received: Int32 = 0
    let leaf = try Coroutine {
      cfiber_suspend(7)
      cfiber_leave(8)
      cfiber_suspend(9)
    }
    let middle = try Coroutine {
      received = leaf.enter()
      cfiber_leave(5)
      _ = leaf.enter()
    }
    let root = try Coroutine {
      while case let code = middle.enter(), code >= 0 { cfiber_leave(code) }
    }
    #expect(root.enter() == 7)
    #expect(received == 0)
    #expect(cfiber_leaf() == leaf.fiber)
    #expect(leaf.proceed() == 5)
    #expect(received == 8)
    #expect(root.enter() == 9)
    #expect(leaf.proceed() == CFIBER_RETURNED)
  }

  @Test("a generator that was stepped through by one fibre goes on for another")
  func handedOver() throws {
    var steps: [Int32] = []
    let generator = try Coroutine { for code in 1...4 as ClosedRange<Int32> { cfiber_leave(code) } }
    let step = { for _ in 1...2 { steps.append(generator.enter()) } }
    let first = try Coroutine { step() }
    let second = try Coroutine { step() }
    #expect(first.enter() == CFIBER_RETURNED)
    #expect(second.enter() == CFIBER_RETURNED)
    #expect(steps == [1, 2, 3, 4])
  }

  @Test("floating-point values survive switches")
  func floatingPoint() throws {
    func churn(_ seed: Double, pause: () -> Void) -> Double {
      var (a, b, c, d) = (seed, seed * 2, seed * 3, seed * 5)
      for _ in 0..<100 {
        a += b * 0.5
        b += c * 0.25
        pause()
        c += d * 0.125
        d += seed
      }
      return a + b + c + d
    }
    var results = [0.0, 0.0]
    let both = try results.indices.map { index in
      try Coroutine { results[index] = churn(Double(index) + 0.5) { cfiber_leave(0) } }
    }
    for _ in 0...100 { for one in both { _ = one.enter() } }
    #expect(results == [churn(0.5) {}, churn(1.5) {}])
  }

  @Test("errno is the thread's, not the fibre's")
  func errnoIsShared() throws {
    let fiber = try Coroutine {
      errno = EXDEV
      cfiber_leave(0)
    }
    errno = 0
    _ = fiber.enter()
    #expect(errno == EXDEV)
  }

  @Test("an address tells whose stack it is, down to the guard")
  func addresses() throws {
    var inside: (fiber: OpaquePointer?, inGuard: Bool)?
    var address: UInt = 0
    var guarded: (fiber: OpaquePointer?, inGuard: Bool)?
    let inner = try Coroutine {
      address = UInt(bitPattern: cfiber_current())
      inside = fiber(at: address)
      guarded = fiber(at: address - UInt(cfiber_stack_size(CFIBER_SMALL)))
    }
    let outer = try Coroutine(CFIBER_LARGE) { _ = inner.enter() }
    _ = outer.enter()
    #expect(inside?.fiber == inner.fiber && inside?.inGuard == false)
    #expect(guarded?.fiber == inner.fiber && guarded?.inGuard == true)
    #expect(fiber(at: address).fiber == nil)
    #expect(cfiber_kind_of(outer.fiber) == CFIBER_LARGE)
  }

  @Test("a signal handler suspends the fibre whose stack it is on")
  func suspendedByHandler() async {
    await #expect(processExitsWith: .success) {
      handle(SIGUSR1, flags: Int32(SA_NODEFER)) { _ in cfiber_suspend(3) }
      var done = false
      let fiber = try Coroutine {
        raise(SIGUSR1)
        done = true
      }
      try #require(fiber.enter() == 3)
      try #require(!done)
      try #require(fiber.proceed() == CFIBER_RETURNED)
      try #require(done)
    }
  }
}
