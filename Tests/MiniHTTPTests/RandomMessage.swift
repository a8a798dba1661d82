import HTTPTypes
import TestSupport

/// A valid message as it may come, and what a parser has to say to it.
struct RandomMessage {
  var bytes: [UInt8] = []
  var body: [UInt8] = []
  /// As ``Outcome`` has it.
  var head = ""
  private var fields: [(name: String, value: String)] = []
  private let blanksAtEnd: [String]

  private init(blanksAtEnd: [String] = RandomMessage.blanks) {
    self.blanksAtEnd = blanksAtEnd
  }

  private static let blanks = ["", " ", "\t", "  \t"]

  private static let tokens = "ABCXYZabcxyz019!#$%&'*+-.^_`|~"
  private static let visible = tokens + "()/:;<=>?@[]{},\"\\"

  static func request(_ random: inout SeededGenerator) -> RandomMessage {
    var message = RandomMessage()
    let isNew = !random.once(in: 4)
    let method = random.once(in: 3) ? random.text(of: tokens, 1...9) : "POST"
    let target = "/" + random.text(of: "abc/d.e-_~!$&'()*+,;=:@?[]^{|}`", 0...30)
    message.fields = [(random.once(in: 2) ? "Host" : "hOsT", "a:8")]
    message.addFields(&random)
    let keepsAlive = message.addConnection(&random, isNew)
    let framing = message.addBody(&random, isNew)
    message.fields.shuffle(using: &random)
    if random.once(in: 5) { message.bytes += "\r\n".utf8 }
    message.bytes += "\(method) \(target) HTTP/1.\(isNew ? 1 : 0)\r\n".utf8
    message.close(&random, framing)
    message.head = "head \(method) \(target) \(framing) \(keepsAlive) [\(message.fieldWords)]"
    return message
  }

  /// - Parameters:
  ///   - random: Decides.
  ///   - hasBlanksAtEnd: Whether blanks may follow a field's value, which not all parsers take away.
  /// - Returns: A response to GET.
  static func response(
    _ random: inout SeededGenerator,
    hasBlanksAtEnd: Bool = true
  ) -> RandomMessage {
    var message = RandomMessage(blanksAtEnd: hasBlanksAtEnd ? blanks : [""])
    let isNew = !random.once(in: 4)
    if isNew, random.once(in: 4) { message.bytes += "HTTP/1.1 100 Go on\r\nA: b\r\n\r\n".utf8 }
    let code = [200, 201, 299, 400, 404, 503, 599][random.number(0...6)]
    let reason = random.text(of: "abcXYZ", 1...12)
    message.addFields(&random)
    let isKept = message.addConnection(&random, isNew)
    let framing = message.addBody(&random, isNew)
    let isEndless = framing == "none"
    if isEndless { message.body = Array(random.text(of: visible + "\r\n", 1...50).utf8) }
    message.fields.shuffle(using: &random)
    message.bytes += "HTTP/1.\(isNew ? 1 : 0) \(code) \(reason)\r\n".utf8
    message.close(&random, isEndless ? "untilClose" : framing)
    let words = "\(isEndless ? "untilClose" : framing) \(isKept && !isEndless)"
    message.head = "head \(code) \(reason) \(words) [\(message.fieldWords)]"
    return message
  }

  private var fieldWords: String {
    fields.map { "\($0.name): \($0.value)" }.joined(separator: " | ")
  }
}

extension RandomMessage {
  private mutating func addFields(_ random: inout SeededGenerator) {
    for _ in 0..<random.number(0...8) {
      let words = (0..<random.number(0...4)).map { _ in
        random.text(of: RandomMessage.visible, 1...20)
      }
      let name = "X-" + random.text(of: RandomMessage.tokens, 1...12)
      fields.append((name, words.joined(separator: random.once(in: 3) ? "\t" : " ")))
    }
  }

  /// Says what becomes of the connection, or nothing; tells whether it lives on.
  private mutating func addConnection(_ random: inout SeededGenerator, _ isNew: Bool) -> Bool {
    switch random.number(0...3) {
    case 0:
      fields.append(("Connection", "close"))
      return false
    case 1:
      fields.append(("connection", "x, Keep-Alive"))
      return true
    default: return isNew
    }
  }

  /// Adds a body and the field that frames it; tells the framing.
  private mutating func addBody(_ random: inout SeededGenerator, _ isNew: Bool) -> String {
    let kind = random.number(0...2)
    guard kind > 0 else { return "none" }
    body = (0..<random.number(0...400)).map { _ in UInt8.random(in: 0...255, using: &random) }
    guard kind == 2, isNew else {
      fields.append(("Content-Length", "\(random.once(in: 4) ? "00" : "")\(body.count)"))
      return "length(\(body.count))"
    }
    fields.append(("Transfer-Encoding", random.once(in: 2) ? "chunked" : "Chunked"))
    return "chunked"
  }

  /// Writes the fields, and the body as it is framed.
  private mutating func close(_ random: inout SeededGenerator, _ framing: String) {
    for field in fields {
      let before = RandomMessage.blanks.randomElement(using: &random) ?? ""
      let after = blanksAtEnd.randomElement(using: &random) ?? ""
      bytes += "\(field.name):\(before)\(field.value)\(after)\r\n".utf8
    }
    bytes += "\r\n".utf8
    guard framing == "chunked" else {
      bytes += body
      return
    }
    var rest = body[...]
    while !rest.isEmpty {
      let chunk = rest.prefix(random.number(1...100))
      rest = rest.dropFirst(chunk.count)
      let size = String(chunk.count, radix: 16, uppercase: random.once(in: 2))
      let mark = random.once(in: 4) ? " ;a=\"b\"; c" : ""
      bytes += "\(random.once(in: 4) ? "00" : "")\(size)\(mark)\r\n".utf8 + chunk + "\r\n".utf8
    }
    bytes += (random.once(in: 3) ? "0\r\nX-Sum: 1\r\n\r\n" : "0\r\n\r\n").utf8
  }
}
