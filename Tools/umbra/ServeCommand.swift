import ArgumentParser

/// `umbra serve`: kept free for the playground.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "The playground (not available in this version)."
  )

  @Option(help: "The port to listen on.")
  var port: Int?

  func validate() throws {
    throw ValidationError("umbra serve is not available in this version")
  }
}
