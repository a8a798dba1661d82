import Foundation
import GenLoop
import Glibc

/// A program of this system: another implementation, to be held against ours.
///
/// It runs for half a minute at most, and is asked for on a fibre, which waits.
struct Program: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let path: String

  /// Nil where the system has none.
  init?(_ name: String) {
    let folders = ["/usr/bin", "/usr/local/bin", "/bin"]
    guard
      let path = folders.map({ "\($0)/\(name)" }).first(
        where: FileManager.default.isExecutableFile(atPath:)
      )
    else { return nil }
    self.path = path
  }

  init(at path: String) {
    self.path = path
  }

  static func isThere(_ name: String) -> Bool { Program(name) != nil }

  static func named(_ name: String) throws -> Program {
    guard let program = Program(name) else { throw Failure(description: "no \(name) here") }
    return program
  }

  /// Runs to its end.
  ///
  /// - Returns: What it printed.
  /// - Throws: ``Failure`` with what it said on its failure.
  func run(_ arguments: [String]) throws -> String {
    try offLoop {
      let (process, input, output, errors) = try launch(arguments)
      close(input)
      let text = String(decoding: output.readDataToEndOfFile(), as: UTF8.self)
      let complaint = String(decoding: errors.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw Failure(description: "\(path) ended with \(process.terminationStatus): \(complaint)")
      }
      return text
    }
  }

  /// Runs beside `body`, which gets the number that the program prints first (its port); then ends the
  /// program's input, and waits until it has ended.
  func running(_ arguments: [String], _ body: (Int) throws -> Void) throws {
    let (process, input, output, errors) = try launch(arguments)
    defer {
      close(input)
      // Held until now: a program whose output is closed may end of that.
      _ = try? offLoop { (process.waitUntilExit(), output, errors) }
    }
    let line = try offLoop { Program.line(from: output) }
    guard let port = Int(line) else {
      throw Failure(description: "\(path) did not start, but said: \(line)")
    }
    try body(port)
  }

  private static func line(from output: FileHandle) -> String {
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let part = output.availableData
      guard !part.isEmpty else { break }
      line += part
    }
    return String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func launch(
    _ arguments: [String]
  ) throws -> (Process, input: Int32, output: FileHandle, errors: FileHandle) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["--kill-after=1", "30", path] + arguments
    let (input, output, errors) = (try Wire(), try Wire(), try Wire())
    process.standardInput = FileHandle(fileDescriptor: input.far, closeOnDealloc: false)
    process.standardOutput = FileHandle(fileDescriptor: output.far, closeOnDealloc: false)
    process.standardError = FileHandle(fileDescriptor: errors.far, closeOnDealloc: false)
    defer { for wire in [input, output, errors] { close(wire.far) } }
    try process.run()
    return (
      process, input.near, FileHandle(fileDescriptor: output.near, closeOnDealloc: true),
      FileHandle(fileDescriptor: errors.near, closeOnDealloc: true)
    )
  }

  /// Runs what blocks on a thread of its own, while the loop goes on.
  private func offLoop<T: Sendable>(_ body: @escaping @Sendable () throws -> T) throws -> T {
    try wait {
      try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try body() }) }.start()
      }
    }
  }
}

/// Both ends of a wire to a program, which no other program inherits that happens to be started meanwhile:
/// it would hold it open.
private struct Wire {
  let near: Int32
  let far: Int32

  init() throws {
    var ends: [Int32] = [0, 0]
    // Sockets, since Swift has no `pipe2`, and closing on `exec` has to hold from the beginning.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw Program.Failure(description: "no socket pair")
    }
    (near, far) = (ends[0], ends[1])
  }
}
