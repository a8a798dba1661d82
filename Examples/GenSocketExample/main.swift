// A request by hand over a socket: to the host (and port) that are named, or else to a server in this
// process.
import GenLoop

func answerOnce(_ listener: GenSocket) throws {
  let (connection, peer) = try listener.accept()
  defer { connection.close() }
  let request = String(decoding: try connection.recv(1024), as: UTF8.self)
  let target = request.split(separator: " ").dropFirst().first ?? "?"
  let body = "\(peer) asked for \(target)\n"
  try connection.sendAll("HTTP/1.0 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
}

func get(_ host: String, _ port: Int) throws {
  let socket = try GenSocket(.inet, .stream)
  defer { socket.close() }
  socket.timeout = .seconds(10)
  try socket.connect(host, port)
  try socket.sendAll("GET /get HTTP/1.0\r\nHost: \(host)\r\n\r\n")
  while true {
    let bytes = try socket.recv(1024)
    guard !bytes.isEmpty else { break }
    print(String(decoding: bytes, as: UTF8.self), terminator: "")
  }
}

try GenLoop.run {
  let arguments = CommandLine.arguments.dropFirst()
  if let host = arguments.first { return try get(host, arguments.last.flatMap { Int($0) } ?? 80) }
  let listener = try GenSocket(.inet, .stream)
  defer { listener.close() }
  try listener.bind("127.0.0.1", 0)
  try listener.listen()
  let server = try createTask { try answerOnce(listener) }
  try get("localhost", try listener.localAddress.port ?? 0)
  try server.value()
}
