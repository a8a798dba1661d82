public import HTTPTypes

/// Routes under one prefix, with middleware of their own; see ``Router/group(_:_:)``.
public final class RouteGroup: RouteBuilder {
  private let prefix: String
  private let parent: any RouteBuilder
  private var middleware: [Middleware] = []

  init(_ prefix: String, in parent: any RouteBuilder) {
    self.prefix = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
    self.parent = parent
  }

  /// Puts `middleware` around the routes that are added to the group after this.
  public func use(_ middleware: @escaping Middleware) {
    self.middleware.append(middleware)
  }

  /// Adds a route under the group's prefix; see ``RouteBuilder/on(_:_:_:)``.
  public func on(
    _ method: HTTPRequest.Method,
    _ pattern: String,
    _ handler: @escaping Handler
  ) {
    let path = pattern == "/" && !prefix.isEmpty ? prefix : prefix + pattern
    parent.on(method, path, wrap(handler, in: middleware))
  }
}

/// Puts middleware around a handler, the first outermost.
func wrap(_ handler: @escaping Handler, in middleware: [Middleware]) -> Handler {
  middleware.reversed().reduce(handler) { next, outer in { try outer($0, next) } }
}

extension RouteBuilder {
  /// Adds routes under a prefix.
  ///
  /// ```swift
  /// router.group("/api") { api in
  ///   api.use(authenticate)
  ///   api.get("/users", listUsers)          // GET /api/users
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - prefix: May have `{names}`. The route `/` in the group is the prefix itself.
  ///   - build: Adds the routes.
  public func group(_ prefix: String, _ build: (RouteGroup) throws -> Void) rethrows {
    try build(RouteGroup(prefix, in: self))
  }
}
