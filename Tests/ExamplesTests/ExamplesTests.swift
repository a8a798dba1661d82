import Foundation
import Testing

/// The sample programs as they are built, run as their readers would.
@Suite("The examples", .timeLimit(.minutes(2)))
struct ExamplesTests {
  @Test(
    "print what they promise",
    arguments: [
      (
        "DuktapeExample",
        """
        Got number: 3 from JavaScript
        Sums: 4, 112
        {"hello":"Ada","count":2}
        JavaScript says: ReferenceError: identifier 'missing' undefined
        199990000 "undefined"

        """
      ),
      (
        "SQLiteExample",
        """
        SQLite says: no such table: planets
        ['Io', 'Luna']
        total 10100
        from a fibre: [[1]]

        """
      ),
      ("GeneratorExample", "0 1 1 2 3 5 8 13 21 34\nwaiting ...\n... got it!\n"),
      ("EventExample", "waiting for it ...\n... got it!\n"),
      (
        "GatherExample",
        """
        Hello
        from
        fibres
        in order, whoever was first: [5, 4, 6]
        one
        3 two
        gather took longer than 0.05 seconds
        success(1)
        failure(GatherExample.Broken())

        """
      ),
      ("LockExample", "one\ntwo\n"),
      (
        "ReactorExample",
        """
        hello from client 1
        hello from client 2
        hello from client 3
        the timer went on meanwhile

        """
      ),
      ("PokemonExample", "normal\n"),
      ("FirstScriptExample", "7\nlimit:cpu\n"),
    ]
  )
  func output(name: String, expected: String) throws {
    let process = Process()
    process.executableURL = Self.products.appending(path: name)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
    #expect(process.terminationStatus == 0)
  }

  /// The folder that this test program was built into; the examples lie beside it.
  private static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()
}
