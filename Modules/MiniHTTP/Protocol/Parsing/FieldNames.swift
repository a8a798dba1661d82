import HTTPTypes

/// Names that were made before, so that the usual ones cost a comparison instead of two strings.
enum FieldNames {
  private static let usual: [HTTPField.Name] = [
    .accept, .acceptEncoding, .acceptLanguage, .authorization, .cacheControl, .connection,
    .contentLength, .contentType, .cookie, .date, .eTag, .ifNoneMatch, .lastModified, .origin,
    .referer, .server, .transferEncoding, .userAgent, .vary, .upgrade,
  ]

  /// What changes framing, routing, authentication or how the content is to be read
  /// (RFC 9110, 6.5.1); canonical names.
  static let notInTrailers: Set<String> = [
    "authorization", "connection", "content-encoding", "content-length", "content-range",
    "content-type", "cookie", "expect", "host", "set-cookie", "te", "trailer",
    "transfer-encoding", "upgrade",
  ]

  /// By the length of the name: the usual names as they are usually written.
  private static let byLength: [[(spelling: [UInt8], name: HTTPField.Name)]] = {
    var table = [[(spelling: [UInt8], name: HTTPField.Name)]](repeating: [], count: 24)
    for name in usual + [HTTPField.Name("Host")].compactMap(\.self) {
      table[name.rawName.utf8.count].append((Array(name.rawName.utf8), name))
    }
    return table
  }()

  /// The name with this spelling, which is kept; nil if it is not a token.
  static func name(for spelling: ArraySlice<UInt8>) -> HTTPField.Name? {
    if spelling.count < byLength.count {
      for candidate in byLength[spelling.count] where candidate.spelling.elementsEqual(spelling) {
        return candidate.name
      }
    }
    return HTTPField.Name(String(decoding: spelling, as: UTF8.self))
  }
}
