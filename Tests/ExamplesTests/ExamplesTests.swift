import Foundation
import TestSupport
import Testing

/// The sample programs as they are built, run as their readers would.
@Suite("The examples", .timeLimit(.minutes(2)))
struct ExamplesTests {
  @Test("print what they promise", arguments: expectedOutputs.keys.sorted())
  func output(_ name: String) async throws {
    let run = try await Program(built: name).run()
    #expect(run.output == expectedOutputs[name])
    #expect(run.errors == "")
    #expect(run.status == 0)
  }

  @Test("those whose output has times and ports in it print what they promise around these")
  func outputWithNumbers() async throws {
    let queue = try await Program(built: "QueueExample").run()
    let items = String(repeating: "workerN has slept for N ms\n", count: 20)
    let end = "====\nN workers slept in parallel for N seconds\ntotal expected sleep time: N ms\n"
    #expect(withoutNumbers(queue.output) == items + end)
    #expect(queue.status == 0)
    let socket = try await Program(built: "GenSocketExample").run()
    let answer = "HTTP/N N OK\r\nContent-Length: N\r\n\r\nN asked for /get\n"
    #expect(withoutNumbers(socket.output) == answer)
    #expect(socket.status == 0)
  }

  @Test("every one of them is run by a test")
  func all() throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../Examples").standardized
    let programs = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      FileManager.default.fileExists(atPath: folder.appending(path: "\($0)/main.swift").path)
    }
    let tested = Set(expectedOutputs.keys).union([
      "QueueExample", "GenSocketExample", "HTTPServerExample",
    ])
    #expect(Set(programs) == tested)
  }

  /// The text with `N` for each number, version and address.
  private func withoutNumbers(_ text: String) -> String {
    text.replacing(/-?[0-9][0-9.:e-]*/, with: "N")
  }
}
