import HTTPTypes

/// The routes of one path, by method: so few that looking at each is the quickest way to one.
struct MethodRoutes {
  private var entries: [(method: HTTPRequest.Method, route: RouteTree.Route)] = []

  var isEmpty: Bool { entries.isEmpty }
  var methods: [HTTPRequest.Method] { entries.map(\.method) }

  /// Adds a route.
  ///
  /// - Returns: Whether there was none for the method.
  mutating func insert(_ route: RouteTree.Route, for method: HTTPRequest.Method) -> Bool {
    guard self[method] == nil else { return false }
    entries.append((method, route))
    return true
  }

  subscript(method: HTTPRequest.Method) -> RouteTree.Route? {
    entries.firstIndex { $0.method == method }.map { entries[$0].route }
  }

  /// What answers `method`: HEAD is answered by what answers GET, unless there is something for it
  /// (RFC 9110, 9.3.2).
  func answering(_ method: HTTPRequest.Method) -> RouteTree.Route? {
    self[method] ?? (method == .head ? self[.get] : nil)
  }
}
