import HTTPTypes
import Reactor

extension ServerConnection {
  /// How much of a body that nobody wants is read to keep the connection.
  private static let drainLimit = 64 << 10

  /// The next request's head; nil at the connection's end.
  func nextHead() throws -> RequestHead? {
    defer { stopWaiting() }
    while true {
      if let event = try parser.next() {
        if case .head(let head) = event { return head }
        throw HTTPError.outOfOrder("a body without a head")
      }
      let deadline: HTTPError.Deadline = parser.isIdle ? .idle : .head
      guard try receive(deadline, goesOn: true) else { return nil }
    }
  }

  /// The next part of the present request's body; nil at its end.
  ///
  /// - Parameter onTrailers: Told the trailers, if there are any.
  /// - Returns: At least one byte, or nil.
  /// - Throws: Whatever rule the body breaks; whatever the connection meets.
  func nextPart(_ onTrailers: (HTTPFields) -> Void = { _ in }) throws -> ArraySlice<UInt8>? {
    while true {
      switch try parser.next() {
      case .body(let part): return part
      case .trailers(let fields): onTrailers(fields)
      case .end:
        _ = try state.requestEnd()
        return nil
      case .head, .interim: throw HTTPError.outOfOrder("a head within a body")
      case nil: _ = try receive(.body)
      }
    }
  }

  /// Whether the rest of the present request's body is known to be more than is read for nothing.
  var isBodyTooLong: Bool {
    state.request == .body && (bodyLength ?? 0) > ServerConnection.drainLimit
  }

  /// Reads what the handler left of a body, so that the next request can be found; gives up on a long
  /// one, and the connection with it.
  func drain() throws -> ConnectionState.Action {
    var count = 0
    while count <= ServerConnection.drainLimit {
      guard let part = try nextPart() else { return state.isIdle ? .nextExchange : .close }
      count += part.count
    }
    return .close
  }

  /// Reads from the connection into the parser; false at the end.
  private func receive(_ deadline: HTTPError.Deadline, goesOn: Bool = false) throws -> Bool {
    guard let bytes = try wait(for: deadline, goesOn: goesOn, { try stream.read() }) else {
      parser.receiveEnd()
      _ = try parser.next()
      return false
    }
    parser.receive(bytes)
    return true
  }
}

/// The body of one request, while its handler runs.
final class RequestBody: BodySource {
  private weak var connection: ServerConnection?
  let length: Int?
  private(set) var trailers: HTTPFields = [:]
  private var hasEnded = false

  init(of connection: ServerConnection, _ framing: BodyFraming) {
    self.connection = connection
    length = framing.length
  }

  func nextPart() throws -> ArraySlice<UInt8>? {
    guard !hasEnded else { return nil }
    guard let connection else { throw HTTPError.outOfOrder("a body whose handler has returned") }
    if try connection.state.requestBodyWanted() {
      try connection.write(ResponseEncoder.goOn)
    }
    let part = try connection.nextPart { trailers = $0 }
    hasEnded = part == nil
    return part
  }

  /// The handler has returned: the rest is no longer its own.
  func end() {
    connection = nil
  }
}
