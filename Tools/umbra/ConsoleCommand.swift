import ArgumentParser

/// `umbra console`: kept free for the interactive console.
struct ConsoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console",
    abstract: "An interactive console (not available in this version)."
  )

  func run() async throws {
    throw ValidationError("the console is not available in this version")
  }
}
