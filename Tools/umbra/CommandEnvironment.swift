import Umbra

/// What scripts of the command line find besides the libraries.
final class CommandEnvironment: Environment {
  private let allowedHosts: [String]

  init(allowedHosts: [String]) {
    self.allowedHosts = allowedHosts
    super.init()
  }

  required init() {
    allowedHosts = []
    super.init()
  }

  override func setUp() throws {
    registerPrint(as: "say")
    guard !allowedHosts.isEmpty else { return }
    let library = HTTPLibrary(allowedHosts: allowedHosts)
    register("http", functions: ["get": library.get, "request": library.request])
  }
}
