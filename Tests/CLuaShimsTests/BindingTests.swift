import CLuaShims
import Foundation
import Testing

@Suite("What Lua calls of the C library")
struct BindingTests {
  @Test("is bound before Lua runs, so that no tick meets the dynamic linker")
  func boundBeforeLuaRuns() async {
    // In a process of its own: here other tests have called much of it.
    await #expect(processExitsWith: .success) {
      try #require(umbra_tick_prepare())
      let slots = LazySlots.all()
      let called = try Self.calledInsideLua().filter { slots[$0] != nil }
      try #require(called.count > 20)  // of 40; the sanitizers' builds have up to 15 of their own
      #expect(called.filter { slots[$0] == false } == [])
    }
  }

  @Test("includes what the tick's handler and the arena call")
  func ownCalls() async {
    await #expect(processExitsWith: .success) {
      try #require(umbra_tick_prepare())
      let slots = LazySlots.all()
      let called = ["clock_gettime", "timer_settime", "madvise"].filter { slots[$0] != nil }
      #expect(called.filter { slots[$0] == false } == [])
    }
  }

  /// The symbols that the page about libc inside Lua answers with "yes" (a test of LuaBridge holds the
  /// page to the library).
  private static func calledInsideLua() throws -> [String] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = root.appendingPathComponent("Modules/LuaBridge/LuaBridge.docc/LibcInsideLua.md")
    let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("| `") && $0.contains("| yes |") }
    return rows.compactMap { $0.split(separator: "|").first }
      .flatMap { $0.split(separator: "`").map(String.init).filter { !$0.contains(" ") } }
  }
}
