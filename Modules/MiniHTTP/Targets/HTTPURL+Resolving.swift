extension HTTPURL {
  /// Reads a reference as seen from `base` (RFC 3986, 5.2): a URL, `//host/path`, `/path`, `path` or
  /// `?query`.
  ///
  /// ```swift
  /// try HTTPURL("../b?c", relativeTo: HTTPURL("http://a/x/y/z"))      // http://a/x/b?c
  /// ```
  ///
  /// - Throws: ``HTTPError/invalidURL(_:reason:)``.
  public init(_ reference: String, relativeTo base: HTTPURL) throws(HTTPError) {
    let text = reference.prefix { $0 != "#" }
    if HTTPURL.hasScheme(text) {
      try self.init(String(text))
    } else if text.hasPrefix("//") {
      try self.init("\(base.origin.scheme.rawValue):\(text)")
    } else {
      try self.init("\(base.origin)\(HTTPURL.target(text, from: base.target))")
    }
  }

  /// `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )` (RFC 3986, 3.1), and a colon.
  private static func hasScheme(_ text: Substring) -> Bool {
    guard let end = text.firstIndex(where: { ":/?".contains($0) }), text[end] == ":" else {
      return false
    }
    return true
  }

  private static func target(_ reference: Substring, from base: String) -> String {
    let basePath = base.prefix { $0 != "?" }
    if reference.isEmpty { return base }
    if reference.hasPrefix("?") { return "\(basePath)\(reference)" }
    let path = reference.prefix { $0 != "?" }
    let query = reference.dropFirst(path.count)
    guard !path.hasPrefix("/") else { return withoutDots(path) + query }
    let folder = basePath.prefix(through: basePath.lastIndex(of: "/") ?? basePath.startIndex)
    return withoutDots(folder + path) + query
  }

  /// RFC 3986, 5.2.4.
  private static func withoutDots(_ path: some StringProtocol) -> String {
    var kept: [String] = []
    let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let isDots = part == "." || part == ".."
      if part == ".." { _ = kept.popLast() }
      if !isDots { kept.append(String(part)) } else if index == parts.count - 1 { kept.append("") }
    }
    return "/" + kept.joined(separator: "/")
  }
}
