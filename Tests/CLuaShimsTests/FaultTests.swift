import CFiber
import CLua
import CLuaShims
import Glibc
import Testing

/// Each in a process of its own, since each changes what signals do.
@Suite(
  "A fault",
  .disabled(if: cfiber_switch_calls, "sanitizers count on handlers to return")
)
struct FaultTests {
  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test("inside Lua ends that script, again and again, and nothing else")
  func insideLua() async {
    await #expect(processExitsWith: .success) {
      for _ in 0..<3 {
        let vm = try #require(TestVM())
        let status = vm.run { _ in
          faultAnywhere()
          return 0
        }
        #expect(status == UMBRA_STOPPED)
        #expect(vm.stop == UMBRA_STOP_FAULT)
        #expect(vm.faultSignal == SIGSEGV)
        let next = try #require(TestVM())
        #expect(next.run { _ in 0 } == LUA_OK)
      }
    }
  }

  @Test("of abort() inside Lua is the script's too, and leaves abort() usable")
  func abortInsideLua() async {
    await #expect(processExitsWith: .signal(SIGABRT)) {
      let vm = try #require(TestVM())
      let status = vm.run { _ in abort() }
      guard status == UMBRA_STOPPED, vm.faultSignal == SIGABRT else { _exit(1) }
      abort()
    }
  }

  @Test("of the stack, inside Lua, is the script's, and nobody is told of it")
  func overflowInsideLua() async {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardErrorContent]
    ) {
      let vm = try #require(TestVM())
      #expect(vm.run { _ in Int32(truncatingIfNeeded: descend(1 << 20)) } == UMBRA_STOPPED)
      #expect(vm.stop == UMBRA_STOP_FAULT)
    }
    #expect(!text(result).contains("overflowed"))
  }

  @Test("a tick that finds next to no stack ends the script at worst, not the host")
  func tickAtTheEndOfTheStack() async {
    await #expect(processExitsWith: .success) {
      for room in stride(from: 256, to: 10_000, by: 128) {
        let vm = try #require(TestVM())
        let status = vm.compute(room: room)
        guard status == LUA_OK || vm.stop == UMBRA_STOP_FAULT else { _exit(1) }
      }
    }
  }

  @Test("in a host function is not the script's: it goes to the handler before, without a word")
  func inHostFunction() async {
    let result = await #expect(
      processExitsWith: .exitCode(42),
      observing: [\.standardErrorContent]
    ) {
      handle(SIGSEGV) { _ in _exit(42) }
      let vm = try #require(TestVM())
      _ = vm.call { faultAnywhere() }
    }
    #expect(!text(result).contains("overflowed"))
  }

  @Test("in a host function ends the process, where there was no handler before")
  func inHostFunctionByDefault() async {
    await #expect(processExitsWith: .signal(SIGSEGV)) {
      handle(SIGSEGV, SIG_DFL)
      let vm = try #require(TestVM())
      _ = vm.call { faultAnywhere() }
    }
  }

  @Test("of the stack in a host function is told, with the stack's size, and handed on")
  func overflowInHostFunction() async {
    let result = await #expect(
      processExitsWith: .exitCode(42),
      observing: [\.standardErrorContent]
    ) {
      handle(SIGSEGV) { _ in _exit(42) }
      let vm = try #require(TestVM())
      _ = vm.call { _ = descend(1 << 20) }
    }
    #expect(text(result).contains("umbra: a fibre overflowed its stack of 1 MiB"))
  }

  @Test("of the stack in a host function ends the process, where there was no handler before")
  func overflowInHostFunctionByDefault() async {
    let result = await #expect(
      processExitsWith: .signal(SIGSEGV),
      observing: [\.standardErrorContent]
    ) {
      handle(SIGSEGV, SIG_DFL)
      let vm = try #require(TestVM())
      _ = vm.call { _ = descend(1 << 20) }
    }
    #expect(text(result).contains("umbra: a fibre overflowed its stack of 1 MiB"))
  }

  @Test(
    "or signal that somebody sends while Lua runs goes to the handler before",
    arguments: [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT]
  )
  func sent(signal: Int32) async {
    await #expect(processExitsWith: .exitCode(42)) { [signal] in
      sentSignal = signal
      handle(signal) { _ in _exit(42) }
      let vm = try #require(TestVM())
      _ = vm.run { _ in
        send(sentSignal)
        return 0
      }
    }
  }

  @Test(
    "or signal that somebody sends is ignored where it was ignored before",
    arguments: [SIGFPE, SIGABRT]
  )
  func ignored(signal: Int32) async {
    await #expect(processExitsWith: .success) { [signal] in
      handle(signal, SIG_IGN)
      _ = try #require(TestVM())
      send(signal)
    }
  }

  @Test("handed on finds the mask that the handler before had asked for")
  func maskOfHandlerBefore() async {
    await #expect(processExitsWith: .exitCode(42)) {
      handle(SIGILL) { _ in
        var mask = sigset_t()
        pthread_sigmask(SIG_SETMASK, nil, &mask)
        _exit(sigismember(&mask, SIGILL) == 1 ? 42 : 1)
      }
      _ = try #require(TestVM())
      send(SIGILL)
    }
  }
}

private nonisolated(unsafe) var sentSignal: Int32 = 0
