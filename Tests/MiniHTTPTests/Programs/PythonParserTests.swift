import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import MiniHTTP

@Suite(
  "Python's parser beside ours",
  .enabled(if: Program.isThere("python3"), "python3 is not installed")
)
struct PythonParserTests {
  /// What `http.client` reads from each response in a file of hexadecimal lines.
  private static let script = """
    import http.client, io, json, sys
    class Wire:
        def __init__(self, data): self.data = data
        def makefile(self, *a, **k): return io.BytesIO(self.data)
    for line in open(sys.argv[1]):
        r = http.client.HTTPResponse(Wire(bytes.fromhex(line)))
        r.begin()
        fields = [[name, value] for name, value in r.headers.items()]
        print(json.dumps([r.version, r.status, r.reason, fields, r.read().hex()]))
    """

  @Test("both read the same from random valid responses")
  func responses() throws {
    var random = SeededGenerator.forTest()
    let messages = (0..<200).map { _ in
      RandomMessage.response(&random, hasBlanksAtEnd: false)
    }
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("umbra-messages-\(UUID())")
    let lines = messages.map { hexadecimal($0.bytes) }.joined(separator: "\n")
    try Data(lines.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var theirs: [Substring] = []
    try onLoop {
      theirs = try Program.named("python3").run(["-c", PythonParserTests.script, file.path])
        .split(separator: "\n")
    }
    try #require(theirs.count == messages.count)
    for (message, line) in zip(messages, theirs) {
      let (theirs, ours) = (try words(ofPython: line), try words(ofOurs: message.bytes))
      #expect(ours == theirs, "\(random.origin)")
    }
  }

  private func words(ofPython line: Substring) throws -> [String] {
    let all = try #require(
      JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any],
      "\(line)"
    )
    let fields = all[3] as? [[String]] ?? []
    let lines = fields.map { "\($0[0]): \($0[1])" }
    return ["HTTP/1.\(all[0] as? Int == 11 ? 1 : 0) \(all[1]) \(all[2])"] + lines + ["\(all[4])"]
  }

  private func words(ofOurs bytes: [UInt8]) throws -> [String] {
    var parser = MessageParser<ResponseHead>(limits: HTTPLimits(), context: .get)
    parser.receive(bytes)
    parser.receiveEnd()
    var words: [String] = []
    var body: [UInt8] = []
    while let event = try parser.next() {
      switch event {
      case .head(let head):
        words.append("\(head.version.rawValue) \(head.status.code) \(head.status.reasonPhrase)")
        words += head.fields.makeFields().map { "\($0.name.rawName): \($0.value)" }
      case .body(let part): body += part
      case .interim, .trailers, .end: break
      }
    }
    return words + [hexadecimal(body)]
  }

  private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
