import Foundation
import Testing

@testable import AsyncConsole

@Suite("The history's file")
struct HistoryFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "umbra-history-\(UUID().uuidString)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("lines come back in order, whatever is in them, and the folders are made")
  func lines() throws {
    try withFolder { folder throws in
      let file = HistoryFile(path: "\(folder)/a/b/history")
      #expect(file.load().isEmpty)
      let lines = ["x = 1", "a\nb", "back\\slash\\n", "\\", "ä漢"]
      for line in lines { file.append(line) }
      #expect(file.load() == lines)
      let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
    }
  }

  @Test("the file is bounded, and keeps the newest lines")
  func bound() throws {
    try withFolder { folder throws in
      let file = HistoryFile(path: "\(folder)/history", limit: 10)
      for number in 0..<25 { file.append("\(number)") }
      #expect(file.load() == (15..<25).map(String.init))
      #expect(
        try String(contentsOfFile: file.path, encoding: .utf8).split(separator: "\n").count == 10
      )
    }
  }

  @Test("a place that cannot be written is no error")
  func unwritable() {
    let file = HistoryFile(path: "/proc/nowhere/history")
    file.append("x")
    #expect(file.load().isEmpty)
  }
}
