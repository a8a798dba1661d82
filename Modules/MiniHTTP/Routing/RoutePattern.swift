/// The path of a route: `/users/{id}/files/{path*}`.
///
/// - A word matches itself. It is compared with the decoded segment.
/// - `{name}` matches one segment that is not empty.
/// - `{name*}`, at the end, matches the rest: any number of segments, none too.
struct RoutePattern: Hashable {
  enum Segment: Hashable {
    case literal(String)
    case parameter
    case tail
  }

  private(set) var segments: [Segment] = []
  /// The names, in their order.
  private(set) var names: [String] = []

  /// - Throws: ``HTTPError/invalidRoute(pattern:reason:)``.
  init(_ text: String) throws(HTTPError) {
    guard text.utf8.first == ASCII.slash else {
      throw .invalidRoute(pattern: text, reason: "does not begin with /")
    }
    for part in RoutePattern.split(text) {
      guard segments.last != .tail else {
        throw .invalidRoute(pattern: text, reason: "goes on after its {tail*}")
      }
      try add(part, of: text)
    }
  }

  private mutating func add(_ part: Substring, of text: String) throws(HTTPError) {
    guard part.utf8.first == UInt8(ascii: "{"), part.utf8.last == UInt8(ascii: "}") else {
      guard !part.contains(where: { $0 == "{" || $0 == "}" }) else {
        throw .invalidRoute(pattern: text, reason: "has a brace inside of a segment")
      }
      segments.append(.literal(String(part)))
      return
    }
    let inner = part.dropFirst().dropLast()
    let isTail = inner.hasSuffix("*")
    let name = String(isTail ? inner.dropLast() : inner)
    guard !name.isEmpty, !name.contains(where: { $0 == "{" || $0 == "}" || $0 == "*" }) else {
      throw .invalidRoute(pattern: text, reason: "has a parameter without a proper name")
    }
    guard !names.contains(name) else {
      throw .invalidRoute(pattern: text, reason: "has {\(name)} twice")
    }
    segments.append(isTail ? .tail : .parameter)
    names.append(name)
  }

  /// The segments of a path; `/` has none, and `/a/` has an empty one after `a`.
  static func split(_ path: String) -> [Substring] {
    let path = path.utf8.first == ASCII.slash ? path.dropFirst() : path[...]
    guard !path.isEmpty else { return [] }
    return path.split(separator: "/", omittingEmptySubsequences: false)
  }
}
