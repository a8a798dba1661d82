import HTTPTypes

@testable import MiniHTTP

/// What a parser says to some bytes, in words that tests compare.
struct Outcome: Equatable {
  var events: [String] = []
  var body: [UInt8] = []
  var error: HTTPError?

  var text: String { String(decoding: body, as: UTF8.self) }
}

extension MessageParser {
  /// Gives `pieces` to the parser one by one, then (unless it `staysOpen`) the end.
  static func read(
    _ pieces: [[UInt8]],
    limits: HTTPLimits = HTTPLimits(),
    context: Head.Context,
    staysOpen: Bool = false
  ) -> Outcome {
    var parser = MessageParser(limits: limits, context: context)
    var outcome = Outcome()
    do {
      for piece in pieces {
        parser.receive(piece)
        while let event = try parser.next() { outcome.note(event) }
      }
      guard !staysOpen else { return outcome }
      parser.receiveEnd()
      while let event = try parser.next() { outcome.note(event) }
    } catch {
      outcome.error = error
    }
    return outcome
  }
}

extension Outcome {
  fileprivate mutating func note<Head: MessageHead>(_ event: MessageEvent<Head>) {
    switch event {
    case .interim(let head): events.append("interim \(Outcome.words(head))")
    case .head(let head): events.append("head \(Outcome.words(head))")
    case .body(let part):
      body += part
      // How a body is cut is the network's affair.
      if events.last != "body" { events.append("body") }
    case .trailers(let fields):
      events.append("trailers " + fields.map { "\($0)" }.joined(separator: " | "))
    case .end: events.append("end")
    }
  }

  private static func words(_ head: some MessageHead) -> String {
    if let head = head as? RequestHead {
      let fields = head.fields.makeFields().map { "\($0)" }.joined(separator: " | ")
      return "\(head.method) \(head.target) \(head.framing) \(head.keepsAlive) [\(fields)]"
    }
    if let head = head as? ResponseHead {
      let fields = head.fields.makeFields().map { "\($0)" }.joined(separator: " | ")
      return "\(head.status) \(head.framing) \(head.keepsAlive) [\(fields)]"
    }
    return "?"
  }
}

/// Reads requests from one piece of text.
func requests(
  _ text: String,
  limits: HTTPLimits = HTTPLimits(),
  staysOpen: Bool = false
) -> Outcome {
  MessageParser<RequestHead>.read(
    [Array(text.utf8)],
    limits: limits,
    context: (),
    staysOpen: staysOpen
  )
}

/// Reads responses to GET from one piece of text.
func responses(_ text: String, limits: HTTPLimits = HTTPLimits()) -> Outcome {
  MessageParser<ResponseHead>.read([Array(text.utf8)], limits: limits, context: .get)
}
