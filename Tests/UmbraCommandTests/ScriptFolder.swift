import Foundation
import TestSupport

/// A folder of scripts, and `umbra` run in it.
final class ScriptFolder: Sendable {
  private let url: URL
  private let umbra = Program(built: "umbra")

  init(_ scripts: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.appending(path: "umbra-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    for (name, text) in scripts { try Data(text.utf8).write(to: url.appending(path: name)) }
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  var path: String { url.path }

  /// The path of a script.
  func file(_ name: String) -> String { url.appending(path: name).path }

  /// Runs `umbra` with these arguments and this standard input.
  func umbra(_ arguments: String..., input: String = "") async throws -> ProgramRun {
    try await umbra.run(arguments, input: input)
  }
}
