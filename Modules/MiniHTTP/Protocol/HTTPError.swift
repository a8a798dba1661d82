public import HTTPTypes

/// What can be wrong with an HTTP message; each rule that guards a server against smuggling has a
/// name of its own.
public enum HTTPError: Error, Hashable {
  // The peer is to blame:
  /// The start line has not the form of RFC 9112, sections 3 and 4.
  case malformedStartLine
  /// The request target has none of the forms of RFC 9112, section 3.2.
  case malformedTarget
  /// A version other than HTTP/1.0 and HTTP/1.1 (RFC 9112, section 2.3).
  case unsupportedVersion
  /// A field line has no colon, or white space before it (RFC 9112, section 5.1).
  case malformedField
  /// A field line that begins with white space: obsolete folding (RFC 9112, section 5.2).
  case foldedField
  /// A control character in a field's value (RFC 9110, section 5.5).
  case controlCharacter
  /// A line that ends without a carriage return, or one that stands alone (RFC 9112, section 2.2).
  case bareLineEnd
  /// A request of HTTP/1.1 without `Host`, or with more than one (RFC 9112, section 3.2).
  case badHost
  /// `Content-Length` is not a plain number, or given twice with two values (RFC 9112, section 6.3).
  case badContentLength
  /// `Content-Length` and `Transfer-Encoding` together (RFC 9112, section 6.1).
  case conflictingFraming
  /// A `Transfer-Encoding` other than `chunked` alone (RFC 9112, section 6.1).
  case unsupportedTransferEncoding
  /// A chunk's size line or end is malformed (RFC 9112, section 7.1).
  case malformedChunk
  /// The start line is longer than allowed.
  case startLineTooLong
  /// The fields are more or longer than allowed.
  case fieldsTooLarge
  /// The body is longer than allowed.
  case bodyTooLarge
  /// The connection ended in the middle of a message (RFC 9112, section 8).
  case truncated
  /// It took longer than allowed.
  case timedOut
  // The host program is to blame:
  /// Not a URL of the form `http://host[:port][/path][?query]`.
  case invalidURL(String)
  /// The server was stopped, or is run already.
  case notRunning
}

extension HTTPError {
  /// What a server answers to it (RFC 9110, section 15).
  public var status: HTTPResponse.Status {
    switch self {
    case .bodyTooLarge: .contentTooLarge
    case .startLineTooLong: .uriTooLong
    case .fieldsTooLarge: .requestHeaderFieldsTooLarge
    case .unsupportedTransferEncoding: .notImplemented
    case .unsupportedVersion: .httpVersionNotSupported
    case .timedOut: .requestTimeout
    default: .badRequest
    }
  }
}
