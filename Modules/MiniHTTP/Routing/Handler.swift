import Reactor

/// What answers a request.
///
/// It runs on a fibre of the connection's loop, so it may wait.
///
/// A thrown ``HTTPError`` becomes a response with its status; another error becomes 500.
public typealias Handler = (Request) throws -> Response

/// What stands around handlers: it may change the request's way in and the response's way out, or
/// answer by itself without calling `next`.
///
/// ```swift
/// router.use { request, next in
///   var response = try next(request)
///   response.headers[.server] = "umbra"
///   return response
/// }
/// ```
public typealias Middleware = (_ request: Request, _ next: Handler) throws -> Response

/// A handler in Swift's concurrency.
///
/// It gets the request with its body read, since it may leave the loop's thread.
public typealias AsyncHandler = @Sendable (BufferedRequest) async throws -> sending Response

/// Makes a handler of an `async` one: its fibre waits for it.
func asynchronous(_ handler: @escaping AsyncHandler) -> Handler {
  { request in
    let buffered = try BufferedRequest(request)
    return try Fiber.wait { Disconnected(try await handler(buffered)) }.value
  }
}
