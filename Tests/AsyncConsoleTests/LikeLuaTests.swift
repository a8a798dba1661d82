import AsyncConsole
import Foundation
import Sandbox
import Testing

/// The console beside `lua5.4 -i` itself: the same lines in, the same text out.
@Suite("As lua -i", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/lua5.4")))
struct LikeLuaTests {
  /// What Lua's own console writes, without its banner: prompts and output, and errors.
  private func lua(_ lines: [String]) throws -> (output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/lua5.4")
    process.arguments = ["-i"]
    let (input, output, errors) = (Foundation.Pipe(), Foundation.Pipe(), Foundation.Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
    try process.run()
    try input.fileHandleForWriting.write(
      contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8)
    )
    try input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaints = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(),
      as: UTF8.self
    )
    process.waitUntilExit()
    return (String(text.drop { $0 != "\n" }.dropFirst()), complaints)
  }

  @Test(
    "output, prompts and errors are the same",
    arguments: [
      ["x = 1", "x", "x, x + 1", "=x", "= x, 2"],
      ["1 // 0.0, -1 // 0.0, 0.1 + 0.2, 1e15, 2^53, 10 // 3, 3.0"],
      ["for i = 1, 3 do", "  print(i)", "end"],
      ["print(", "3", ")"],
      ["s = [[a", "b]]", "s"],
      ["", "   ", "-- a comment", ";"],
      ["local a = 1", "a", "do local b = 2 print(b) end", "b"],
      ["return 1, 2", "return", "return nil", "nil", "(nil)"],
      ["error('no')", "error('no', 0)", "error()", "error(nil)", "error({})", "error(42)"],
      ["error(setmetatable({}, {__tostring = function() return 'E' end}))"],
      ["x = = 1", "1 +", "end", ")", "x y", "for", "1"],
      ["function f() error('deep') end", "function g() f() end", "g()"],
      ["nobody.home", "nobody()", "('x')()", "#5", "{} + 1", "1 < 'x'"],
      ["goto nowhere", "break", "local x <const> = 1; x = 2"],
      ["f = function(...)", "return select('#', ...), ...", "end", "f(1, nil, nil)"],
      [
        "print()", "print(nil)", "print('a', nil, 2.0)",
        "io.write('a', 1, 0.1 + 0.2, 1e100, ' ', 2.0, -0.0, 1e15, 2^53, '2.0', '\\n') and nil",
      ],
      ["print = nil", "1"],
      ["setmetatable({}, {__tostring = function() return 'named' end})", "'a\\0b' == 'a'"],
      [
        "pcall(error, 'x')", "select(2, pcall(error))",
        "xpcall(error, function(m) return m end, 1)",
      ],
      ["coroutine.yield(1)", "coroutine.isyieldable()", "select(2, coroutine.running())"],
      ["co = coroutine.wrap(function() error('in co') end)", "co()", "co()"],
    ] as [[String]]
  )
  func same(_ lines: [String]) async throws {
    let theirs = try lua(lines)
    let executor = try CommandExecutor()
    let console = ScriptedConsole(executor, lines)
    console.echoes = true  // Debian's Lua reads by readline, which does
    try await console.interact(banner: "", exitMessage: "")
    #expect(console.output == theirs.output)
    #expect(console.errors == theirs.errors)
    await executor.close()
  }
}
