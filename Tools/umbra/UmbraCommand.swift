import ArgumentParser
import Glibc
import Sandbox

/// The command line.
///
/// Exit status: 0 all is well, 1 a script's error, 2 usage, 3 a limit or fault.
@main
struct UmbraCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "umbra",
    abstract: "Runs Lua scripts that you do not trust.",
    discussion: """
      Each script runs in a sandbox of its own, within limits that it cannot catch: memory, CPU \
      time, time by the clock, output and calls of the host.

      Exit status: 0 all scripts ended well, 1 a script raised an error, 2 wrong usage, 3 a script \
      was stopped at a limit or by a fault.
      """,
    version: "0.1.0",
    subcommands: [RunCommand.self, ConsoleCommand.self, ServeCommand.self]
  )

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      quit(with: error)
    }
  }

  /// ArgumentParser's own status for wrong usage is 64; ours is 2.
  private static func quit(with error: any Error) -> Never {
    if let error = error as? UnreadableScript {
      StandardOutput.complain("umbra: \(error)")
      Glibc.exit(2)
    }
    let code = exitCode(for: error)
    guard code == .validationFailure else { exit(withError: error) }
    StandardOutput.complain(fullMessage(for: error))
    Glibc.exit(2)
  }
}
