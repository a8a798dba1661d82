public import HTTPTypes

/// An answer to a request.
public struct Response: Sendable, Hashable {
  /// The status.
  public var status: HTTPResponse.Status
  /// The fields; `Content-Length`, `Date` and `Connection` are added when it is sent.
  public var headers: HTTPFields
  /// The body.
  public var body: [UInt8]

  /// A response.
  public init(
    status: HTTPResponse.Status = .ok,
    headers: HTTPFields = HTTPFields(),
    body: [UInt8] = [],
    contentType: String? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    if let contentType { self.headers[.contentType] = contentType }
  }

  /// A response of plain text.
  public init(status: HTTPResponse.Status = .ok, text: String) {
    self.init(status: status, body: Array(text.utf8), contentType: "text/plain; charset=utf-8")
  }
}
