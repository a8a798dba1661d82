import HTTPTypes

extension HTTPField.Name {
  /// `Host` (RFC 9110, section 7.2), which HTTPTypes keeps out of the way for HTTP/2's sake.
  static let hostLine: HTTPField.Name = {
    // Invariant: "Host" is a token.
    guard let name = HTTPField.Name("Host") else { fatalError("Host is no field name") }
    return name
  }()
}
