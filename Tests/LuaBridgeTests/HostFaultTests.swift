import LuaBridge
import Reactor
import Testing

/// Each in a process of its own, since each ends it.
@Suite("A fault of the host")
struct HostFaultTests {
  @Test("a host function that overflows its stack is told, and is not taken for the script's fault")
  func overflow() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let results = try runScript(
        "return pcall(host)",
        host: HostFunction { _ in descend(1 << 24).count }
      )
      Issue.record("the script went on with \(results)")
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("umbra: a fibre overflowed its stack of 1 MiB"))
  }

  @Test("a trap in a host function is the host's, and ends the process")
  func trap() async {
    await #expect(processExitsWith: .failure) {
      let results = try runScript(
        "return pcall(host, 1)",
        host: HostFunction { try 1 / ($0.integer(0) - $0.integer(0)) }
      )
      Issue.record("the script went on with \(results)")
    }
  }
}

@inline(never)
private func descend(_ levels: Int) -> [Int] {
  levels == 0 ? [] : descend(levels - 1) + [levels]
}
