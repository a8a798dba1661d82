import CFiber
import Glibc
import Testing

/// Each in a process of its own, since each ends it.
@Suite("The diagnosis of a stack overflow")
struct OverflowTests {
  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test("an overflow is told in one line, and fatal")
  func told() async {
    let result = await #expect(
      processExitsWith: .failure,
      observing: [\.standardErrorContent]
    ) {
      cfiber_diagnose_overflow()
      cfiber_diagnose_overflow()
      _ = try Coroutine { _ = descend(1 << 20) }.enter()
    }
    let lines = text(result).split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("umbra: a fibre overflowed its stack of 64 KiB") } == 1)
  }

  @Test("on any thread that asked for it, also through fibres of other sizes")
  func nestedOnAnotherThread() async {
    let result = await #expect(
      processExitsWith: .failure,
      observing: [\.standardErrorContent]
    ) {
      cfiber_diagnose_overflow()
      onThread {
        cfiber_diagnose_overflow()
        let outer = try? Coroutine {
          _ = try? Coroutine(CFIBER_LARGE) { _ = descend(1 << 20) }.enter()
        }
        _ = outer?.enter()
      }
    }
    #expect(text(result).contains("umbra: a fibre overflowed its stack of 1 MiB"))
  }

  @Test("the handler that was there before is called, for an overflow too")
  func handsOn() async {
    let result = await #expect(
      processExitsWith: .exitCode(42),
      observing: [\.standardErrorContent]
    ) {
      handle(SIGSEGV) { _ in _exit(42) }
      cfiber_diagnose_overflow()
      _ = try Coroutine { _ = descend(1 << 20) }.enter()
    }
    #expect(text(result).contains("umbra: a fibre overflowed"))
  }

  @Test("any other fault goes to the handler before, without a word")
  func otherFaults() async {
    let result = await #expect(
      processExitsWith: .exitCode(42),
      observing: [\.standardErrorContent]
    ) {
      handle(SIGSEGV) { _ in _exit(42) }
      cfiber_diagnose_overflow()
      _ = try Coroutine { faultAnywhere() }.enter()
    }
    #expect(!text(result).contains("umbra"))
  }

  @Test("a fault with no handler before ends the process as ever")
  func defaultAction() async {
    await #expect(processExitsWith: .signal(SIGSEGV)) {
      handle(SIGSEGV, SIG_DFL)
      cfiber_diagnose_overflow()
      faultAnywhere()
    }
  }

  @Test("a signal that somebody sent is ignored where it was ignored before")
  func ignored() async {
    await #expect(processExitsWith: .success) {
      handle(SIGSEGV, SIG_IGN)
      cfiber_diagnose_overflow()
      raise(SIGSEGV)
    }
  }

  @Test(
    "a handler before that gets out of the fault finds its signal mask as it left it",
    .disabled(if: cfiber_switch_calls, "sanitizers count on handlers to return")
  )
  func containing() async {
    await #expect(processExitsWith: .success) {
      handle(SIGSEGV, flags: Int32(SA_NODEFER) | SA_ONSTACK) { _ in cfiber_suspend(6) }
      cfiber_diagnose_overflow()
      for _ in 1...2 {
        let fiber = try Coroutine { faultAnywhere() }
        try #require(fiber.enter() == 6)
      }
    }
  }
}
