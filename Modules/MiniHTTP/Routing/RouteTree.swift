import HTTPTypes

/// The routes, segment by segment.
///
/// Where more than one matches, the word goes before `{name}` and that before `{name*}`, decided at the
/// first segment where they differ. A route that has not the method does not count, so `DELETE /users/me`
/// finds `DELETE /users/{id}` beside `GET /users/me`.
final class RouteTree {
  /// A handler, and the names of the values on the way to it.
  struct Route {
    let names: [String]
    let handler: Handler
  }

  private var words: [String: RouteTree] = [:]
  private var parameter: RouteTree?
  private var routes = MethodRoutes()
  private var tails = MethodRoutes()

  /// Adds a route.
  ///
  /// - Returns: Whether there was none with this method and these segments.
  func add(
    _ method: HTTPRequest.Method,
    _ segments: ArraySlice<RoutePattern.Segment>,
    _ route: Route
  ) -> Bool {
    switch segments.first {
    case nil: return routes.insert(route, for: method)
    case .tail: return tails.insert(route, for: method)
    case .literal(let word):
      let next = words[word] ?? RouteTree()
      words[word] = next
      return next.add(method, segments.dropFirst(), route)
    case .parameter:
      let next = parameter ?? RouteTree()
      parameter = next
      return next.add(method, segments.dropFirst(), route)
    }
  }

  /// What a search has found.
  struct Finding {
    var route: Route?
    var values: [String] = []
    /// The methods that the path has, looked at where there is no route.
    var methods: Set<HTTPRequest.Method> = []
  }

  /// Looks for the route of `method`.
  ///
  /// Each part of the tree is entered at most once.
  ///
  /// - Parameters:
  ///   - method: The request's.
  ///   - segments: The path's, decoded.
  ///   - finding: What was found, or what there is for other methods.
  /// - Returns: Whether there is a route.
  func find(
    _ method: HTTPRequest.Method,
    _ segments: ArraySlice<String>,
    _ finding: inout Finding
  ) -> Bool {
    guard let first = segments.first else {
      return take(method, routes, &finding) || takeTail(method, segments, &finding)
    }
    if let next = words[first], next.find(method, segments.dropFirst(), &finding) { return true }
    if let parameter, !first.isEmpty {
      finding.values.append(first)
      if parameter.find(method, segments.dropFirst(), &finding) { return true }
      finding.values.removeLast()
    }
    return takeTail(method, segments, &finding)
  }

  private func takeTail(
    _ method: HTTPRequest.Method,
    _ segments: ArraySlice<String>,
    _ finding: inout Finding
  ) -> Bool {
    guard !tails.isEmpty, take(method, tails, &finding) else { return false }
    finding.values.append(segments.joined(separator: "/"))
    return true
  }

  private func take(
    _ method: HTTPRequest.Method,
    _ routes: MethodRoutes,
    _ finding: inout Finding
  ) -> Bool {
    if let route = routes.answering(method) {
      finding.route = route
      return true
    }
    finding.methods.formUnion(routes.methods)
    return false
  }
}
