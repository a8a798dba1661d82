public import HTTPTypes

/// What answers a request: on a fibre, so it may wait.
public typealias Handler = (Request) throws -> Response

/// Handlers by method and path.
///
/// A pattern's segments are literal, or `{name}` for any one segment; a last `{name*}` takes the
/// rest. Literal segments win over parameters. What no pattern matches is a 404, what one matches
/// for other methods only a 405 with `Allow` (RFC 9110, sections 15.5.5 and 15.5.6); HEAD is answered
/// by GET's handler.
public final class Router {
  private struct Route {
    let method: HTTPRequest.Method
    let segments: [Substring]
    let handler: Handler
  }

  private var routes: [Route] = []

  init() {}

  /// Answers GET (and HEAD) requests for `pattern`.
  public func get(_ pattern: String, _ handler: @escaping Handler) { on(.get, pattern, handler) }
  /// Answers POST requests for `pattern`.
  public func post(_ pattern: String, _ handler: @escaping Handler) { on(.post, pattern, handler) }
  /// Answers PUT requests for `pattern`.
  public func put(_ pattern: String, _ handler: @escaping Handler) { on(.put, pattern, handler) }
  /// Answers DELETE requests for `pattern`.
  public func delete(_ pattern: String, _ handler: @escaping Handler) {
    on(.delete, pattern, handler)
  }
  /// Answers PATCH requests for `pattern`.
  public func patch(_ pattern: String, _ handler: @escaping Handler) {
    on(.patch, pattern, handler)
  }

  /// Answers requests of any one method for `pattern`.
  ///
  /// A later route replaces an equal one.
  public func on(_ method: HTTPRequest.Method, _ pattern: String, _ handler: @escaping Handler) {
    let segments = Self.segments(of: pattern)
    routes.removeAll { $0.method == method && $0.segments == segments }
    routes.append(Route(method: method, segments: segments, handler: handler))
    // Literal before parameter before wildcard, compared segment by segment.
    routes.sort { Self.rank($0.segments).lexicographicallyPrecedes(Self.rank($1.segments)) }
  }

  /// Finds the handler and runs it.
  func respond(to request: Request) throws -> Response {
    let path = Self.segments(of: request.path)
    let matching = routes.compactMap { route in
      Self.match(route.segments, path).map { (route, $0) }
    }
    guard !matching.isEmpty else { return Response(status: .notFound, text: "not found\n") }
    let wanted = matching.first { $0.0.method == request.method }
    let found = wanted ?? matching.first { request.method == .head && $0.0.method == .get }
    guard let (route, parameters) = found else { return Self.notAllowed(matching.map(\.0)) }
    request.parameters = parameters
    return try route.handler(request)
  }

  private static func notAllowed(_ routes: [Route]) -> Response {
    var methods = Set(routes.map(\.method.rawValue))
    if methods.contains("GET") { methods.insert("HEAD") }
    var response = Response(status: .methodNotAllowed, text: "method not allowed\n")
    response.headers[.allow] = methods.sorted().joined(separator: ", ")
    return response
  }

  private static func segments(of path: String) -> [Substring] {
    path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { $0 }
  }

  private static func isParameter(_ segment: Substring) -> Bool {
    segment.hasPrefix("{") && segment.hasSuffix("}")
  }

  private static func rank(_ segments: [Substring]) -> [Int] {
    segments.map { $0.hasSuffix("*}") ? 2 : isParameter($0) ? 1 : 0 }
  }

  private static func match(_ pattern: [Substring], _ path: [Substring]) -> [String: String]? {
    var parameters: [String: String] = [:]
    for (index, segment) in pattern.enumerated() {
      if segment.hasSuffix("*}"), isParameter(segment), index < path.count {
        parameters[String(segment.dropFirst().dropLast(2))] = path[index...].joined(separator: "/")
        return parameters
      }
      guard index < path.count else { return nil }
      if isParameter(segment) {
        parameters[String(segment.dropFirst().dropLast())] = String(path[index])
      } else if segment != path[index] {
        return nil
      }
    }
    return pattern.count == path.count ? parameters : nil
  }
}
