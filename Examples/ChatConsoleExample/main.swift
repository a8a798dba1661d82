// A console in a chat: what a member writes is evaluated, and the answers come as messages. The chat is
// in memory here; a bot's would be a web socket.
import Umbra

/// A chat between one member and the console.
final class Channel: Sendable {
  private let (messages, arrived) = AsyncStream<String>.makeStream()

  /// A member's message.
  func say(_ message: String) {
    arrived.yield(message)
  }

  func leave() {
    arrived.finish()
  }

  /// The console's message.
  func send(_ text: String) async throws {
    print(text, terminator: "")
  }

  func nextMessage() async throws -> String {
    for await message in messages {
      print(message)
      return message
    }
    throw EndOfInput()
  }
}

let channel = Channel()

final class ChatConsole: AsyncInteractiveConsole {
  override func write(_ text: String) async throws { try await channel.send(text) }
  override func rawInput(_ prompt: String) async throws -> String {
    try await channel.send(prompt)
    return try await channel.nextMessage()
  }
}

/// What members may use: a timer that the chat's program does not wait for.
final class ChatEnvironment: Environment {
  override func setUp() throws {
    register("remind") { (args: LuaArguments) async throws in
      try await Task.sleep(for: .milliseconds(args.integer(0)))
      return "time is up: \(try args.string(1))"
    }
  }
}

let executor = try CommandExecutor(limits: .init(memory: .mebibytes(8), cpu: .milliseconds(200)))
executor.registerEnvironment(ChatEnvironment.self)
for message in [
  "x = 6 * 7", "x, math.type(x)", "for i = 1, 2 do", "  print('line ' .. i)", "end",
  "remind(20, 'tea')", "nobody.home", "while true do end", "x", "string.rep('x', 1e9)", "x",
] { channel.say(message) }
channel.leave()
try await ChatConsole(executor).interact(banner: "Lua 5.4, async", exitMessage: "(gone)")
await executor.close()
