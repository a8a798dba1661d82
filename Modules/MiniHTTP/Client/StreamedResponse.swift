public import HTTPTypes

/// A server's answer whose body is still on its way; see ``HTTPClient/withResponse(to:_:)``.
public final class StreamedResponse: StreamedMessage {
  /// The status.
  public let status: HTTPResponse.Status
  /// The fields.
  public let headers: HTTPFields
  /// Where it came from.
  public let url: HTTPURL
  private var body: ReceivedBody

  init(_ head: ResponseHead, _ source: ResponseSource, _ request: ClientRequest) {
    status = head.status
    headers = head.fields.makeFields()
    url = request.url
    body = ReceivedBody(source, limit: request.limits.body, orThrow: HTTPError.answerTooLarge)
  }

  /// How long the body is; nil where that shows only at its end.
  public var bodyLength: Int? { body.length }

  /// What came after a chunked body; complete after its end.
  public var trailers: HTTPFields { body.trailers }

  /// Waits for the next part of the body; see ``StreamedMessage/nextPart()``.
  ///
  /// - Throws: As there.
  public func nextPart() throws -> ArraySlice<UInt8>? {
    try body.nextPart()
  }

  /// Reads the body as a whole; see ``ReceivedMessage/read(limit:)``.
  ///
  /// - Throws: ``HTTPError/answerTooLarge(limit:)``, ``HTTPError/bodyAlreadyTaken``; whatever the connection
  ///   meets.
  public func read(limit: Int?) throws -> [UInt8] {
    try body.read(limit: limit)
  }

  /// All of it.
  func collect() throws -> ClientResponse {
    let body = try read()
    return ClientResponse(
      status: status,
      headers: headers,
      body: body,
      trailers: trailers,
      url: url
    )
  }
}

/// The body of a response, from its connection.
final class ResponseSource: BodySource {
  private weak var connection: ClientConnection?
  let length: Int?
  private(set) var trailers: HTTPFields = [:]
  private(set) var hasEnded = false

  init(of connection: ClientConnection, _ framing: BodyFraming) {
    self.connection = connection
    length = framing.length
  }

  func nextPart() throws -> ArraySlice<UInt8>? {
    guard !hasEnded else { return nil }
    guard let connection else { throw HTTPError.outOfOrder("a body whose connection is gone") }
    let part = try connection.nextPart { trailers = $0 }
    hasEnded = part == nil
    return part
  }

  /// The rest is nobody's.
  func end() {
    connection = nil
  }
}
