// An echo server, a task a connection. With a port (0: the system chooses one) it runs until Ctrl-C;
// without, it talks to itself.
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

func ask(_ word: String, port: Int) throws -> String {
  let socket = try GenSocket(.inet, .stream)
  defer { socket.close() }
  try socket.connect("127.0.0.1", port)
  try socket.sendAll(word)
  return String(decoding: try socket.recv(1024), as: UTF8.self)
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
    fflush(nil)  // also where the output is a pipe
    try GenLoop.onSignal(.interrupt) { _ in server.cancel() }
    _ = try? server.value()
  } else {
    let port = try listener.localAddress.port ?? 0
    let answers = try gather((1...3).map { n in { try ask("hello from client \(n)", port: port) } })
    for answer in answers { print(answer) }
    server.cancel()
  }
}
