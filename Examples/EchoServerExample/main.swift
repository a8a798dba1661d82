// An echo server, a task a connection. With a port it runs until Ctrl-C; without, it talks to itself.
import GenLoop
import Glibc
import Reactor

func echo(_ connection: GenSocket) throws {
  defer { connection.close() }
  while true {
    let bytes = try connection.recv(64 << 10)
    guard !bytes.isEmpty else { return }
    try connection.sendAll(bytes)
  }
}

func serve(_ listener: GenSocket) throws {
  try withTaskGroup { group in
    while true {
      let (connection, peer) = try listener.accept()
      // A connection that breaks is its own task's affair.
      try group.createTask(name: "\(peer)") {
        do { try echo(connection) } catch let error as ReactorError { print("\(peer): \(error)") }
      }
    }
  }
}

func talk(to port: Int) throws {
  let socket = try GenSocket(.inet, .stream)
  defer { socket.close() }
  try socket.connect("127.0.0.1", port)
  for word in ["hello", "loop"] {
    try socket.sendAll(word)
    print("echo:", String(decoding: try socket.recv(1024), as: UTF8.self))
  }
}

try GenLoop.run {
  let listener = try GenSocket(.inet, .stream)
  defer { listener.close() }
  try listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
  try listener.bind("127.0.0.1", CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0)
  try listener.listen()
  let server = try createTask(name: "server") { try serve(listener) }
  if CommandLine.arguments.count > 1 {
    print("listening on \(try listener.localAddress); Ctrl-C ends it")
    try GenLoop.onSignal(.interrupt) { _ in server.cancel() }
    _ = try? server.value()
  } else {
    try gather((0..<3).map { _ in { try talk(to: try listener.localAddress.port ?? 0) } })
    server.cancel()
  }
}
