import Foundation
import Testing

@Suite("The example programs of scripts")
struct ExampleTests {
  @Test(
    "each prints what it is to show",
    arguments: [
      ("EnvironmentExample", "Sending message\n...\nHello world!\n"),
      ("GlobalsExample", "Hello!\nMy name is...\nhenry232323!\n"),
      ("PokemonExample", "normal\n"),
      (
        "InstructionLimitExample",
        "limit:instructions: the script executed more than 1000000 instructions\n"
      ),
      (
        "MemoryLimitExample",
        "limit:memory: the script needed more than 104857600 bytes of memory\nthe next script\n"
      ),
    ]
  )
  func output(_ name: String, _ expected: String) throws {
    let process = Process()
    process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent()
      .appendingPathComponent(name)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text == expected)
    #expect(process.terminationStatus == 0)
  }
}
