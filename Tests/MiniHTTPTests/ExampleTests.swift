import Foundation
import GenLoop
import Testing

@testable import MiniHTTP

/// The sample programs, as they were built beside the tests.
@Suite("Examples")
struct ExampleTests {
  private static func path(_ name: String) throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let beside = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? tests
    return URL(fileURLWithPath: beside).deletingLastPathComponent().appendingPathComponent(name)
      .path
  }

  private static func isBuilt(_ name: String) -> Bool {
    (try? path(name)).map(FileManager.default.isExecutableFile(atPath:)) ?? false
  }

  @Test(
    "HTTPExample says what its comments promise",
    .enabled(if: isBuilt("HTTPExample"), "HTTPExample was not built")
  )
  func example() throws {
    try onLoop {
      let output = try Program(at: ExampleTests.path("HTTPExample")).run([])
      #expect(
        output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) } == [
          "201 Created", "fibres by umbra", "no note 2", "3", "2", "1", "10000 bytes",
          "hello, fibre",
        ]
      )
    }
  }
}
