// A server that gives back what it gets, until Ctrl-C; then it lets the answers in progress end. Its
// argument is the port, by default 8080 (0: the system chooses one). Try
//
//   curl --request GET --data hello http://127.0.0.1:8080/
import Glibc
import Umbra

let app = Server()
app.router.get("/") { request in
  Response(body: try request.read(), contentType: request.contentType)
}
let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8080

try GenLoop.run {
  try app.start(host: "127.0.0.1", port: port)
  print("http://\(app.localAddress.map(\.description) ?? "")/")
  fflush(nil)  // also where the output is a pipe
  _ = try waitForSignal(.interrupt, .terminate)
  try app.stop()
}
