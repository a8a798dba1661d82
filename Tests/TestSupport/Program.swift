import Foundation
import Reactor

/// A program to be run by a test: one that was built beside the tests, or one of the system's.
package struct Program: Sendable {
  package let path: String
  package var environment: [String: String]?

  /// One of the system's.
  package init(at path: String) {
    self.path = path
  }

  /// One that was built with the tests: it lies where they do.
  package init(built name: String) {
    let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    path = tests.deletingLastPathComponent().appending(path: name).path
  }

  /// Runs it to its end.
  package func run(_ arguments: [String] = [], input: String = "") async throws -> ProgramRun {
    try await Reactor.shared.run(name: "program", stack: .large) {
      let child = try spawn(arguments)
      defer { child.close() }
      return try finish(child, saying: input)
    }
  }

  /// Runs it at a terminal, where `play` is the person, to its end.
  ///
  /// - Returns: What `play` returns, and the exit status.
  package func run(
    _ arguments: [String],
    at terminal: Pseudoterminal,
    _ play: @escaping @Sendable () async throws -> String
  ) async throws -> ProgramRun {
    // In a session of its own, so that the terminal is its, with all that comes of that: SIGWINCH.
    let session = Program(at: "/usr/bin/setsid")
    return try await Reactor.shared.run(name: "program", stack: .large) {
      var options = ProcessOptions()
      options.environment = environment
      options.standardInput = .descriptor(terminal.terminal)
      options.standardOutput = .descriptor(terminal.terminal)
      options.standardError = .descriptor(terminal.terminal)
      let child = try ChildProcess.spawn(
        session.path,
        arguments: ["--ctty", path] + arguments,
        options
      )
      defer { child.close() }
      let shown = try Fiber.wait { try await play() }
      return ProgramRun(output: shown, errors: "", status: try child.wait().code)
    }
  }

  /// Runs it beside `talk`, which gets the first line that it prints, and then sends it a Ctrl-C.
  ///
  /// A shell holds it, and interrupts it too when this process is gone, so that nothing is ever left.
  package func serving(
    _ arguments: [String],
    _ talk: @escaping @Sendable (_ greeting: String) async throws -> Void
  ) async throws -> ProgramRun {
    let held = #"set -m; "$0" "$@" </dev/null & read -r; kill -INT $!; { wait $!; } 2>/dev/null"#
    let shell = Program(at: "/bin/bash")
    return try await Reactor.shared.run(name: "server", stack: .large) {
      let child = try shell.spawn(["-c", held, path] + arguments)
      defer { child.close() }
      let greeting = try Self.line(from: child)
      let outcome = Result { try Fiber.wait { try await talk(greeting) } }
      let end = try finish(child, saying: "\n")
      try outcome.get()
      return ProgramRun(output: greeting + end.output, errors: end.errors, status: end.status)
    }
  }

  private func spawn(_ arguments: [String]) throws -> ChildProcess {
    var options = ProcessOptions.pipes
    options.environment = environment
    return try ChildProcess.spawn(path, arguments: arguments, options)
  }

  private static func line(from child: ChildProcess) throws -> String {
    var bytes: [UInt8] = []
    while bytes.last != UInt8(ascii: "\n"), let more = try child.standardOutput?.read() {
      bytes += more
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func finish(_ child: ChildProcess, saying input: String) throws -> ProgramRun {
    var errors: [UInt8] = []
    let reader = try Fiber.spawn(name: "standard error") {
      errors = (try? child.standardError?.readToEnd()) ?? []
    }
    // A program that has ended takes no more input.
    if !input.isEmpty { try? child.standardInput?.write(input) }
    child.standardInput?.close()
    let output = try child.standardOutput?.readToEnd() ?? []
    try reader.join()
    return ProgramRun(
      output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self),
      status: try child.wait().code
    )
  }
}

extension TerminationStatus {
  fileprivate var code: Int32 { if case .exited(let code) = self { code } else { -1 } }
}
