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
  /// The body.
  public var content: ResponseBody
  /// The fields but for `ownType`.
  private(set) var fields: HTTPFields
  /// The value of Content-Type that was given by itself, and comes after the fields: most responses have no
  /// other field, and to make and write a field costs as much as the rest of the head.
  private(set) var ownType: MediaType?

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
    self.content = content
    fields = headers
    guard let contentType else { return }
    if !headers.contains(.contentType), HTTPField.isValidValue(contentType.rawValue) {
      ownType = contentType
    } else {
      fields[.contentType] = contentType.rawValue
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
  /// The fields.
  public var headers: HTTPFields {
    get {
      guard ownType != nil else { return fields }
      var copy = self
      copy.settleFields()
      return copy.fields
    }
    set {
      fields = newValue
      ownType = nil
    }
    _modify {
      settleFields()
      yield &fields
    }
  }

  private mutating func settleFields() {
    guard let type = ownType.take() else { return }
    fields[.contentType] = type.rawValue
  }

  /// The words after the status code; they mean nothing to anybody but people.
  public var reason: String {
    get { status.reasonPhrase }
    set { status = HTTPResponse.Status(code: status.code, reasonPhrase: newValue) }
  }

  /// The value of Content-Type.
  public var contentType: MediaType? {
    get { ownType ?? fields[.contentType].map(MediaType.init(rawValue:)) }
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
