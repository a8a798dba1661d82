public import HTTPTypes

/// The answer to a request.
///
/// ```swift
/// Response(text: "hello")
/// Response(status: .created, json: user)
/// Response(body: png, contentType: "image/png")
/// Response(status: .noContent)
/// ```
///
/// Content-Length, Transfer-Encoding, Connection and Date are written by the server.
public struct Response {
  /// The status, 200 to 599.
  public var status: HTTPResponse.Status
  /// The fields.
  public var headers: HTTPFields
  /// The body.
  public var content: ResponseBody

  /// A response with any body.
  ///
  /// - Parameters:
  ///   - status: 200 to 599.
  ///   - headers: The fields.
  ///   - content: The body.
  ///   - contentType: Put into `headers`.
  public init(
    status: HTTPResponse.Status = .ok,
    headers: HTTPFields = HTTPFields(),
    content: ResponseBody,
    contentType: MediaType? = nil
  ) {
    self.status = status
    self.headers = headers
    self.content = content
    guard let contentType else { return }
    // Nothing has to be looked for in most.
    if headers.isEmpty {
      self.headers = [.contentType: contentType.rawValue]
    } else {
      self.headers[.contentType] = contentType.rawValue
    }
  }

  /// A response whose body is these bytes; with none, an empty one.
  public init(
    status: HTTPResponse.Status = .ok,
    headers: HTTPFields = HTTPFields(),
    body: [UInt8] = [],
    contentType: MediaType? = nil
  ) {
    self.init(status: status, headers: headers, content: .bytes(body), contentType: contentType)
  }

  /// A response of text, in UTF-8.
  public init(
    status: HTTPResponse.Status = .ok,
    headers: HTTPFields = HTTPFields(),
    text: String,
    contentType: MediaType = .text
  ) {
    self.init(status: status, headers: headers, body: Array(text.utf8), contentType: contentType)
  }

  /// A response of JSON.
  ///
  /// - Throws: `EncodingError`.
  public init(
    status: HTTPResponse.Status = .ok,
    headers: HTTPFields = HTTPFields(),
    json value: some Encodable
  ) throws {
    self.init(status: status, headers: headers, body: try JSON.encode(value), contentType: .json)
  }

  /// A response that is written while it is sent; see ``ResponseBody/stream(length:_:)``.
  public init(
    status: HTTPResponse.Status = .ok,
    headers: HTTPFields = HTTPFields(),
    contentType: MediaType? = nil,
    stream: @escaping (BodyWriter) throws -> Void
  ) {
    let content = ResponseBody.stream(length: nil, stream)
    self.init(status: status, headers: headers, content: content, contentType: contentType)
  }

  /// A response that sends the client elsewhere.
  ///
  /// - Parameters:
  ///   - location: The URL or path.
  ///   - status: 303 makes the client get it; 307 and 308 make it repeat its request there.
  /// - Returns: A response with Location and without a body.
  public static func redirect(
    to location: String,
    status: HTTPResponse.Status = .seeOther
  ) -> Response {
    Response(status: status, headers: [.location: location])
  }
}

extension Response {
  /// The words after the status code; they mean nothing to anybody but people.
  public var reason: String {
    get { status.reasonPhrase }
    set { status = HTTPResponse.Status(code: status.code, reasonPhrase: newValue) }
  }

  /// The value of Content-Type.
  public var contentType: MediaType? {
    get { headers[.contentType].map(MediaType.init(rawValue:)) }
    set { headers[.contentType] = newValue?.rawValue }
  }

  /// The body's bytes; none where it is streamed.
  public var body: [UInt8] {
    get { if case .bytes(let bytes) = content { bytes } else { [] } }
    set { content = .bytes(newValue) }
  }

  /// What a client is told of an error: the words of what is to blame on it, else nothing but the
  /// status.
  init(_ error: HTTPError) {
    self.init(status: error.status, text: error.wordsForPeer + "\n")
  }
}
