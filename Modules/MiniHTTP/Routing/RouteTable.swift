import HTTPTypes

/// All routes of a router: those without names by their whole paths, and all of them as a tree.
final class RouteTable {
  private let tree = RouteTree()
  /// A route whose words are the path goes before all others, so it can be asked for at once.
  ///
  /// Each request looks into it, and strings alone are called then: nothing adds a route meanwhile.
  @exclusivity(unchecked) private var exact: [String: MethodRoutes] = [:]

  /// Adds a route.
  ///
  /// - Throws: ``HTTPError/invalidRoute(pattern:reason:)``.
  func add(
    _ method: HTTPRequest.Method,
    _ pattern: String,
    _ handler: @escaping Handler
  ) throws(HTTPError) {
    let path = try RoutePattern(pattern)
    let route = RouteTree.Route(names: path.names, handler: handler)
    guard tree.add(method, path.segments[...], route) else {
      throw .invalidRoute(pattern: "\(method) \(pattern)", reason: "is there already")
    }
    // A `%` in a pattern means itself, in a path another character.
    guard path.names.isEmpty, !pattern.utf8.contains(ASCII.percent) else { return }
    _ = exact[pattern, default: MethodRoutes()].insert(route, for: method)
  }

  /// Answers with the route that fits, or says why there is none.
  ///
  /// - Throws: What the handler throws.
  func respond(to request: Request) throws -> Response {
    if let route = exact[request.path]?.answering(request.method) {
      return try route.handler(request)
    }
    var finding = RouteTree.Finding()
    let segments = RoutePattern.split(request.path).map { PercentCoding.decode($0) }
    if tree.find(request.method, segments[...], &finding), let route = finding.route {
      request.parameters = PathParameters(names: route.names, values: finding.values)
      return try route.handler(request)
    }
    return refusal(of: request, finding.methods)
  }

  private func refusal(of request: Request, _ methods: Set<HTTPRequest.Method>) -> Response {
    if request.target.form == .asterisk { return Response(status: .noContent) }
    guard !methods.isEmpty else { return Response(status: .notFound, text: "Not Found\n") }
    let headers: HTTPFields = [.allow: allow(methods)]
    if request.method == .options { return Response(status: .noContent, headers: headers) }
    return Response(status: .methodNotAllowed, headers: headers, text: "Method Not Allowed\n")
  }

  private func allow(_ methods: Set<HTTPRequest.Method>) -> String {
    let all = methods.union(methods.contains(.get) ? [.head, .options] : [.options])
    return all.map(\.rawValue).sorted().joined(separator: ", ")
  }
}
