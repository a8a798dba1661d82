import HTTPTypes

/// Messages as bytes (RFC 9112, sections 3 to 6).
///
/// The values of `HTTPFields` cannot hold line ends, so nothing can be injected here.
enum MessageWriter {
  static func request(
    method: HTTPRequest.Method,
    target: String,
    fields: HTTPFields,
    body: [UInt8]
  ) -> [UInt8] {
    var fields = fields
    if !body.isEmpty || method == .post || method == .put || method == .patch {
      fields[.contentLength] = String(body.count)
    }
    return head("\(method.rawValue) \(target) HTTP/1.1", fields) + body
  }

  /// A response; where the request was HEAD, its length is told and its body not sent.
  static func response(
    status: HTTPResponse.Status,
    fields: HTTPFields,
    body: [UInt8],
    isHead: Bool
  ) -> [UInt8] {
    var fields = fields
    let mayHaveBody = status.code >= 200 && status.code != 204 && status.code != 304
    if mayHaveBody { fields[.contentLength] = String(body.count) }
    let bytes = head("HTTP/1.1 \(status.code) \(status.reasonPhrase)", fields)
    return mayHaveBody && !isHead ? bytes + body : bytes
  }

  private static func head(_ start: String, _ fields: HTTPFields) -> [UInt8] {
    var text = start + "\r\n"
    for field in fields { text += "\(field.name.rawName): \(field.value)\r\n" }
    return Array((text + "\r\n").utf8)
  }
}
