// A server and its client on one loop: routes, middleware, JSON, streams both ways, an async handler.
import GenLoop
import MiniHTTP
import Reactor

struct Note: Codable {
  var title: String
  var stars: Int
}

func makeRoutes(_ router: Router) {
  var notes: [Note] = []

  router.use { request, next in
    var response = try next(request)
    response.headers[.server] = "umbra"
    return response
  }
  router.group("/notes") { group in
    group.post("/") { request in
      notes.append(try request.json())
      return try Response(status: .created, json: notes.count)
    }
    group.get("/{number}") { request in
      let number = try request.parameters.value("number", as: Int.self)
      guard notes.indices.contains(number - 1) else {
        throw HTTPError.refused(.notFound, "no note \(number)")
      }
      return try Response(json: notes[number - 1])
    }
  }
  // Parts are sent as they are written: the fibre sleeps, the server does not.
  router.get("/countdown/{from}") { request in
    let from = try request.parameters.value("from", as: Int.self)
    return Response(contentType: .text) { body in
      for number in stride(from: from, to: 0, by: -1) {
        try body.write("\(number) ")
        try sleep(.milliseconds(10))
      }
    }
  }
  // Parts are taken as they come, so a body may be larger than memory.
  router.put("/count") { request in
    let count = try request.parts.reduce(0) { try $0 + $1.get().count }
    return Response(text: "\(count) bytes")
  }
  // A handler with `await` in it is one of Swift's concurrency.
  router.get("/async/{name}") { request in
    try await Task.sleep(for: .milliseconds(1))
    return Response(text: "hello, \(request.parameters["name"] ?? "nobody")")
  }
}

try GenLoop.run {
  let server = Server()
  makeRoutes(server.router)
  try server.start()
  let url = "http://\(server.localAddress.map(\.description) ?? "")"
  let client = HTTPClient()
  defer { client.close() }

  let note = Note(title: "fibres", stars: 5)
  print(try client.send(ClientRequest("\(url)/notes", json: note)).status)
  let answer = try client.send(ClientRequest("\(url)/notes/1"))
  print(try answer.json(as: Note.self).title, "by", answer.headers[.server] ?? "")
  print(try client.send(ClientRequest("\(url)/notes/2")).text, terminator: "")

  try client.withResponse(to: ClientRequest("\(url)/countdown/3")) { response in
    for part in response.parts { print(String(decoding: try part.get(), as: UTF8.self)) }
  }
  let upload = try ClientRequest("\(url)/count", method: .put)
  print(try client.send(upload) { body in for _ in 0..<1000 { try body.write("0123456789") } }.text)
  print(try client.send(ClientRequest("\(url)/async/fibre")).text)
  try server.stop()
}
