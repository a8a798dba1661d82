import Foundation
import Testing

@Suite("The page about libc inside Lua")
struct LibcSymbolsTests {
  /// Object files that scripts' Lua does not use.
  private static let unused: Set = ["linit.o", "liolib.o", "loslib.o", "loadlib.o", "ldblib.o"]

  @Test("the page lists exactly what the library refers to")
  func pageMatchesLibrary() throws {
    let listed = try pageSymbols()
    let referred = try librarySymbols()
    #expect(referred.count > 40)
    #expect(referred.subtracting(listed) == [], "not on the page")
    #expect(listed.subtracting(referred) == [], "on the page, but not referred to")
  }

  /// The first column of the page's table.
  private func pageSymbols() throws -> Set<String> {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = root.appendingPathComponent("Modules/LuaBridge/LuaBridge.docc/LibcInsideLua.md")
    let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("| `") }
    let cells = rows.compactMap { $0.split(separator: "|").first }
    return Set(
      cells.flatMap { $0.split(separator: "`").filter { !$0.contains(" ") } }.map(String.init)
    )
  }

  /// What the used object files of the static library leave undefined, Lua's own names aside.
  private func librarySymbols() throws -> Set<String> {
    let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib"]
    let library = try #require(
      folders.map { $0 + "/liblua5.4.a" }.first { FileManager.default.fileExists(atPath: $0) }
    )
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/nm")
    process.arguments = ["-A", "--undefined-only", library]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var symbols: Set<String> = []
    for line in text.split(separator: "\n") {
      let object = line.split(separator: ":").dropFirst().first.map(String.init) ?? ""
      let name = line.split(separator: " ").last.map(String.init) ?? ""
      if !Self.unused.contains(object), !name.hasPrefix("lua") { symbols.insert(name) }
    }
    return symbols
  }
}
