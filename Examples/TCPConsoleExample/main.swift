// A Lua console over TCP, on loopback, for whoever knows the token.
//   TCPConsoleExample             a server and one visitor, who leaves again
//   TCPConsoleExample --serve     a server for `nc 127.0.0.1 PORT`, until it is interrupted
import Glibc
import Umbra

/// Compares all of both, so that the time tells nothing of where they differ.
func isSame(_ one: String, _ other: String) -> Bool {
  let (one, other) = (Array(one.utf8), Array(other.utf8))
  guard one.count == other.count else { return false }
  return zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
}

/// One visitor, from the token to the end.
func welcome(_ connection: ConsoleConnection, _ executor: CommandExecutor, token: String) async {
  let console = StreamConsole(executor, over: connection)
  console.localExit = true
  do {
    if isSame(try await console.rawInput("token: "), token) {
      try await console.interact(banner: "Lua 5.4, async; exit() leaves", exitMessage: "bye")
    } else {
      try await console.write("no\n")
    }
  } catch {
    print("a visitor was lost: \(error)")
  }
  await connection.close()
}

/// Accepts visitors, each in a sandbox and a task of its own.
func serve(_ listener: TCPListener, _ executor: CommandExecutor, token: String) throws {
  while true {
    let connection = try ConsoleConnection(listener.accept())
    try createTask(name: "visitor") {
      try wait { await welcome(connection, executor, token: token) }
    }
  }
}

/// A visitor: answers each prompt with the next line; gives back what it has read.
func visit(port: Int, lines: [String]) throws -> String {
  let stream = try TCPStream.connect(to: "127.0.0.1", port: port)
  defer { stream.close() }
  var rest = lines[...]
  var shown = ""
  while let bytes = try stream.read() {
    shown += String(decoding: bytes, as: UTF8.self)
    guard shown.hasSuffix(": ") || shown.hasSuffix("> "), let line = rest.popFirst() else {
      continue
    }
    try stream.write(line + "\n")
    shown += line + "\n"
  }
  return shown
}

try GenLoop.run {
  let executor = try CommandExecutor(limits: .init(memory: .mebibytes(8), cpu: .milliseconds(200)))
  let listener = try TCPListener(host: "127.0.0.1", port: 0)
  let token = String(UInt64.random(in: .min ... .max), radix: 36)
  let port = listener.localAddress.port
  let server = try createTask(name: "server") { try serve(listener, executor, token: token) }
  if CommandLine.arguments.contains("--serve") {
    print("nc 127.0.0.1 \(port)      token: \(token)")
    fflush(nil)  // also where the output is a pipe
    _ = try waitForSignal(.interrupt, .terminate)
  } else {
    print(try visit(port: port, lines: ["guess"]), terminator: "")
    let lines = [token, "x = 20", "x * 2 + 2", "sleep(0.01)", "while true do end", "x", "exit()"]
    let shown = try visit(port: port, lines: lines)
    print(shown.replacing(token, with: "(the token)"), terminator: "")
  }
  server.cancel()
  listener.close()
  try wait { await executor.close() }
}
