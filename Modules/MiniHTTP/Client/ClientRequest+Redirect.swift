import HTTPTypes

extension ClientRequest {
  /// The request that a redirection asks for; nil where the response is none (RFC 9110, 15.4).
  ///
  /// - Throws: ``HTTPError/invalidLocation(_:)``.
  func redirected(
    by status: HTTPResponse.Status,
    _ headers: HTTPFields
  ) throws(HTTPError) -> ClientRequest? {
    guard [301, 302, 303, 307, 308].contains(status.code), let location = headers[.location]
    else { return nil }
    var next = self
    do { next.url = try HTTPURL(location, relativeTo: url) } catch {
      throw .invalidLocation(location)
    }
    if status.code < 307, method != .head { next.becomeGet(for: status) }
    if next.url.origin != url.origin { next.forgetUser() }
    return next
  }

  /// 303 always asks for GET; after 301 and 302 clients have always done so for POST (RFC 9110, 15.4.2).
  private mutating func becomeGet(for status: HTTPResponse.Status) {
    guard status.code == 303 || method == .post else { return }
    method = .get
    body = []
    for name in [HTTPField.Name.contentType, .contentLength, .contentEncoding, .contentLanguage] {
      headers[name] = nil
    }
  }

  private mutating func forgetUser() {
    for name in [HTTPField.Name.authorization, .cookie, .proxyAuthorization] { headers[name] = nil }
  }
}
