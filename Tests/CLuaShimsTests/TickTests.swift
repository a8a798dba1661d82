import CFiber
import CLuaShims
import Testing

@Suite("The pace of the ticks")
struct TickTests {
  private static let short = 1_000_000
  private static let long = 4_000_000

  /// How far apart ticks were at each slice of a script that has no end but what `afterSlice` makes.
  private func intervals(
    in vm: TestVM,
    _ afterSlice: @escaping (_ intervals: [Int]) -> Void
  ) -> [Int] {
    vm.raw.pointee.cpu_limit = .max
    var intervals: [Int] = []
    vm.afterSlice = {
      intervals.append(umbra_tick_interval())
      afterSlice(intervals)
    }
    defer { cfiber_set_alone(false) }
    #expect(vm.run(script: "while true do end").status == UMBRA_STOPPED)
    return intervals
  }

  @Test(
    "it is slow while a script is alone, until somebody wants the thread or a limit is near",
    .enabled(if: umbra_ticks_anywhere)
  )
  func pace() throws {
    let vm = try #require(TestVM())
    let intervals = intervals(in: vm) { intervals in
      // Not at the first: what ran before on this thread may have been alone too.
      cfiber_set_alone(![1, 8].contains(intervals.count))
      if intervals.count == 14 { vm.raw.pointee.cpu_limit = vm.raw.pointee.cpu + 3_900_000 }
      if intervals.count == 15 { umbra_vm_stop(vm.raw, UMBRA_STOP_CANCELLED) }
    }
    let expected = [
      Array(repeating: Self.short, count: 5), Array(repeating: Self.long, count: 2),
      Array(repeating: Self.short, count: 5), [Self.long, Self.short],
    ]
    #expect(Array(intervals.dropFirst()) == expected.flatMap { $0 })
  }

  @Test("the next script in a VM gets short turns again", .enabled(if: umbra_ticks_anywhere))
  func nextScript() throws {
    let vm = try #require(TestVM())
    #expect(umbra_vm_save(vm.raw))
    let before = intervals(in: vm) { intervals in
      cfiber_set_alone(true)
      if intervals.last == Self.long { umbra_vm_stop(vm.raw, UMBRA_STOP_CANCELLED) }
    }
    #expect(before.last == Self.long && umbra_tick_interval() == Self.long)
    umbra_vm_restore(vm.raw)
    #expect(umbra_tick_interval() == Self.short)
  }

  @Test("no timer runs where a hook ticks", .enabled(if: !umbra_ticks_anywhere))
  func hook() throws {
    let vm = try #require(TestVM())
    let intervals = intervals(in: vm) { intervals in
      if intervals.count == 3 { umbra_vm_stop(vm.raw, UMBRA_STOP_CANCELLED) }
    }
    #expect(intervals == [0, 0, 0])
  }
}
