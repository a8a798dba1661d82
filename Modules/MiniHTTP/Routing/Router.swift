public import HTTPTypes

/// Finds the handler for a request.
///
/// It does no I/O.
///
/// ```swift
/// let router = Router()
/// router.get("/users/{id}") { request in
///   Response(text: request.parameters["id"] ?? "")
/// }
/// let response = try router.respond(to: Request(.get, "/users/7"))
/// ```
///
/// Among routes that match, a word goes before `{name}`, and that before `{name*}`. A path is compared
/// segment by segment, after decoding; `/a/` is not `/a`. What no route answers gets 404; a path that
/// has routes for other methods gets 405 with Allow (RFC 9110, 15.5.6). HEAD is answered by GET's route, and
/// OPTIONS with Allow, where they have no route of their own.
public final class Router: RouteBuilder {
  private let routes = RouteTable()
  private var middleware: [Middleware] = []
  private var faults: [HTTPError] = []
  private var entrance: Handler

  /// A router without routes.
  public init() {
    entrance = { [routes] in try routes.respond(to: $0) }
  }

  /// Puts `middleware` around everything, also around what no route answers.
  ///
  /// The first is outermost.
  public func use(_ middleware: @escaping Middleware) {
    self.middleware.append(middleware)
    entrance = wrap({ [routes] in try routes.respond(to: $0) }, in: self.middleware)
  }

  /// Adds a route; see ``RouteBuilder/on(_:_:_:)``.
  ///
  /// A pattern that is no good shows in ``validate()``, which servers call before they start.
  public func on(
    _ method: HTTPRequest.Method,
    _ pattern: String,
    _ handler: @escaping Handler
  ) {
    do throws(HTTPError) {
      try routes.add(method, pattern, handler)
    } catch {
      faults.append(error)
    }
  }

  /// Whether all routes could be added.
  ///
  /// - Throws: ``HTTPError/invalidRoute(pattern:reason:)``: the first that could not.
  public func validate() throws(HTTPError) {
    if let first = faults.first { throw first }
  }

  /// Answers a request.
  ///
  /// - Throws: What the handler or the middleware throws.
  public func respond(to request: Request) throws -> Response {
    try entrance(request)
  }
}
