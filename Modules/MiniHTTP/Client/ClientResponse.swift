public import HTTPTypes

/// A server's answer, whole.
public struct ClientResponse: Sendable, Hashable {
  /// The status.
  public let status: HTTPResponse.Status
  /// The fields.
  public let headers: HTTPFields
  /// The body.
  public let body: [UInt8]

  /// The body as text; what is not UTF-8 is replaced.
  public var text: String { String(decoding: body, as: UTF8.self) }
}
