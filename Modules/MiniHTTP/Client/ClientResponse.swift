public import HTTPTypes

/// A server's answer, whole.
public struct ClientResponse: Sendable, Hashable {
  /// The status.
  public let status: HTTPResponse.Status
  /// The fields.
  public let headers: HTTPFields
  /// The body.
  public let body: [UInt8]
  /// What came after a chunked body.
  public let trailers: HTTPFields
  /// Where it came from: not where the request was sent to, if that was redirected.
  public let url: HTTPURL

  /// The words after the status code.
  public var reason: String { status.reasonPhrase }

  /// The body as text; what is not UTF-8 is replaced.
  public var text: String { String(decoding: body, as: UTF8.self) }

  /// The value of Content-Type.
  public var contentType: MediaType? {
    headers[.contentType].map(MediaType.init(rawValue:))
  }

  /// The body as JSON.
  ///
  /// Content-Type is not looked at.
  ///
  /// - Parameter type: What it is to be; by default what the context wants.
  /// - Returns: The value.
  /// - Throws: ``HTTPError/invalidAnswer(_:)`` where it is not JSON, or not of this shape.
  public func json<Value: Decodable>(as type: Value.Type = Value.self) throws(HTTPError) -> Value {
    try JSON.decode(type, from: body, orThrow: HTTPError.invalidAnswer)
  }
}
