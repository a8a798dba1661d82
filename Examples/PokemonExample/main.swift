// A stranger's script asks for a Pokémon's type. It calls `get_type` as if that were a plain function;
// in truth it is an async Swift method that makes an HTTP request, to a server in this same process.
import Foundation
import Umbra

/// PokeAPI's answer, as far as it is wanted here.
struct PokemonPage: Codable {
  struct Slot: Codable {
    let slot: Int
    let type: Named
  }
  struct Named: Codable { let name: String }
  let name: String
  let types: [Slot]
}

final class Pokemon: DAO {
  let name: String
  private let api: String

  init(_ name: String, api: String) {
    self.name = name
    self.api = api
  }

  override var members: Members { Members().field("name", name).method("get_type", getType) }

  func getType() async throws -> String {
    let response = try await ClientRequest("\(api)/api/v2/pokemon/\(name)").send()
    let page = try JSONDecoder().decode(PokemonPage.self, from: Data(response.body))
    return page.types.first?.type.name ?? "unknown"
  }
}

final class ApiEnvironment: Environment {
  private let api: String

  init(api: String) {
    self.api = api
    super.init()
  }

  required init() {
    api = "http://127.0.0.1"
    super.init()
  }

  override func setUp() throws {
    register("ditto", Pokemon("ditto", api: api))
    register("say") { (args: LuaArguments) async in print(args) }
  }
}

/// A server that knows one Pokémon; answers in PokeAPI's shape.
func makeServer() -> Server {
  let server = Server()
  server.router.get("/api/v2/pokemon/{name}") { request in
    guard request.parameters["name"] == "ditto" else {
      return Response(status: .notFound, text: "Not Found")
    }
    let page = PokemonPage(name: "ditto", types: [.init(slot: 1, type: .init(name: "normal"))])
    return Response(body: Array(try JSONEncoder().encode(page)), contentType: "application/json")
  }
  return server
}

@Sendable
func runScript(api: String) async throws {
  let executor = try CommandExecutor(
    limits: .init(memory: .mebibytes(16), cpu: .milliseconds(500))
  )
  executor.registerEnvironment(ApiEnvironment(api: api))
  try await executor.execute("say(ditto.get_type())")  // ditto:get_type() works too
  await executor.close()
}

try GenLoop.run {
  let server = makeServer()
  try server.start(host: "127.0.0.1", port: 0)
  defer { try? server.stop() }
  guard let address = server.localAddress else { return }
  try wait { try await runScript(api: "http://\(address)") }
}
