import Sandbox
import Testing

@Suite("The process's standard output")
struct StandardOutputTests {
  @Test("what a script writes comes after what the program has printed before, into a pipe too")
  func order() async throws {
    let result = try await #require(
      processExitsWith: .success,
      observing: [\.standardOutputContent]
    ) {
      print("one")
      let executor = try CommandExecutor()
      try await executor.execute("print('two')")
      print("three")
      await executor.close()
    }
    let text = String(decoding: result.standardOutputContent, as: UTF8.self)
    #expect(text.contains("one\ntwo\nthree\n"))
  }
}
