import GenLoop
import Testing

@Suite("The values of tasks")
struct ValueRoomTests {
  private final class Kept {}

  /// More than a task has room for.
  private struct Large {
    let kept: Kept
    var words = (1, 2, 3, 4)
  }

  @Test("a value is what the task returned, whatever its size, and as often as it is asked for")
  func values() throws {
    try GenLoop.run {
      let nothing = try createTask {}
      let text = try createTask { String(repeating: "long ", count: 10) }
      let large = try createTask { (1, 2, 3, 4, "five") }
      let none = try createTask { Int?.none }
      for _ in 0..<2 {
        try nothing.value()
        #expect(try text.value().count == 50)
        #expect(try large.value() == (1, 2, 3, 4, "five"))
        #expect(try none.value() == nil)
      }
    }
  }

  @Test("a value is released with its task, and not before")
  func release() throws {
    weak var small: Kept?
    weak var inLarge: Kept?
    try GenLoop.run {
      let tasks = (
        try createTask { () -> Kept in
          let kept = Kept()
          small = kept
          return kept
        },
        try createTask { () -> Large in
          let kept = Kept()
          inLarge = kept
          return Large(kept: kept)
        }
      )
      _ = try tasks.0.value()
      _ = try tasks.1.value()
      #expect(small != nil && inLarge != nil)
      withExtendedLifetime(tasks) {}
    }
    #expect(small == nil && inLarge == nil)
  }
}
