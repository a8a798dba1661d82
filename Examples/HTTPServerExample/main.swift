// A server that gives back what it gets, on this thread, until it is stopped. Try
//
//   curl --request GET --data hello http://127.0.0.1:8080/
import Umbra

let app = Server()
app.router.get("/") { request in
  Response(body: try request.read(), contentType: request.contentType)
}
try GenLoop.run { try app.run(host: "127.0.0.1", port: 8080) }
