import HTTPTypes

/// A message up to its body.
struct MessageHead: Equatable {
  enum Start: Equatable {
    case request(method: HTTPRequest.Method, target: String)
    case response(status: HTTPResponse.Status)
  }

  /// How the body's length is known (RFC 9112, section 6.3).
  enum Framing: Equatable {
    case none
    case length(Int)
    case chunked
    case untilClose
  }

  var start: Start
  /// The minor version: 0 or 1.
  var minor: Int
  var fields: HTTPFields
  var framing: Framing

  /// Whether the connection stays open after the message (RFC 9112, section 9.3).
  var keepsAlive: Bool {
    let options = (fields[.connection] ?? "").lowercased().split(separator: ",")
      .map { $0.trimming(while: \.isWhitespace) }
    if options.contains("close") { return false }
    if case .untilClose = framing { return false }
    return minor == 1 || options.contains("keep-alive")
  }
}

extension Substring {
  func trimming(while predicate: (Character) -> Bool) -> Substring {
    var rest = drop(while: predicate)
    while let last = rest.last, predicate(last) { rest.removeLast() }
    return rest
  }
}
