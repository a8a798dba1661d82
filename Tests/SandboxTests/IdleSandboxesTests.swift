import LuaBridge
import Reactor
import Testing

@testable import Sandbox

@Suite("Sandboxes that wait for work")
struct IdleSandboxesTests {
  private let hungry = Array("local t = {} for i = 1, 1e5 do t[i] = {} end".utf8)

  private func used() throws -> LuaVM {
    let vm = try LuaVM(memoryLimit: 32 << 20)
    try vm.seal()
    _ = try vm.run(hungry).get()
    return vm
  }

  @Test("the last used comes first, new and warm")
  func lastFirst() throws {
    try Reactor.run(clock: .virtual(VirtualClock()), stack: .large) {
      let idle = IdleSandboxes()
      let first = try used()
      let second = try used()
      idle.put(first)
      idle.put(second)
      #expect(second.warmMemory > 5 << 20)
      #expect(idle.take() === second)
      #expect(idle.take() === first)
      #expect(idle.take() == nil)
    }
  }

  @Test("memory is warm while scripts come, and goes back when none has come for a while")
  func cooling() throws {
    try Reactor.run(clock: .virtual(VirtualClock()), stack: .large) {
      let idle = IdleSandboxes()
      let vm = try used()
      idle.put(vm)
      for _ in 0..<5 {
        try Fiber.sleep(for: IdleSandboxes.patience / 2)
        #expect(vm.warmMemory > 0)
        idle.put(try #require(idle.take()))
      }
      try Fiber.sleep(for: IdleSandboxes.patience * 3)
      #expect(vm.warmMemory == 0)
      #expect(idle.take() === vm)
    }
  }

  @Test("all together keep no more than their share")
  func share() throws {
    try Reactor.run(clock: .virtual(VirtualClock()), stack: .large) {
      let idle = IdleSandboxes()
      let vms = try (0..<12).map { _ in try used() }
      for vm in vms { idle.put(vm) }
      #expect(vms.map(\.warmMemory).reduce(0, +) <= IdleSandboxes.warmth)
      #expect(vms.last?.warmMemory == 0)
    }
  }
}
