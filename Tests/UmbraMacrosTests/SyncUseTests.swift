#if Macros
import Testing
import ThreadAffinity
import UmbraMacros

final class Adder: HeapThread, @unchecked Sendable {
  private var sum = 0

  @Sync private func add(_ number: Int, times count: Int = 1) throws -> Int {
    guard number >= 0 else { throw NegativeNumber() }
    sum += number * count
    return isCurrent ? sum : -1
  }

  @Sync private func addAll(_ numbers: [Int], yield: (Int) throws -> Void) throws {
    for number in numbers {
      sum += number
      try yield(sum)
    }
  }

  @Sync private func reset() { sum = 0 }
}

struct NegativeNumber: Error {}

@Suite("What @Sync makes callable")
struct SyncUseTests {
  @Test("methods run on the thread, with labels, defaults, errors and steps")
  func methods() async throws {
    try await withHeapThread(Adder()) { (adder: Adder) async throws in
      #expect(try await adder.add(2) == 2)
      #expect(try await adder.add(2, times: 3) == 8)
      await #expect(throws: NegativeNumber.self) { try await adder.add(-1) }
      try await adder.reset()
      let sums = try await adder.addAll([1, 2, 3])
      #expect(sums == [1, 3, 6])
    }
  }
}
#endif
