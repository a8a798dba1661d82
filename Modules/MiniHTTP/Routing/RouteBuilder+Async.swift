public import HTTPTypes

/// The same for `async` handlers, which get a ``BufferedRequest``. A closure with `await` in it is taken for
/// one by itself.
extension RouteBuilder {
  /// Adds a route; see ``on(_:_:_:)``.
  public func on(
    _ method: HTTPRequest.Method,
    _ pattern: String,
    _ handler: @escaping AsyncHandler
  ) {
    on(method, pattern, asynchronous(handler))
  }

  /// Adds a route for GET, and for HEAD with it.
  public func get(_ pattern: String, _ handler: @escaping AsyncHandler) {
    on(.get, pattern, handler)
  }

  /// Adds a route for HEAD alone.
  public func head(_ pattern: String, _ handler: @escaping AsyncHandler) {
    on(.head, pattern, handler)
  }

  /// Adds a route for POST.
  public func post(_ pattern: String, _ handler: @escaping AsyncHandler) {
    on(.post, pattern, handler)
  }

  /// Adds a route for PUT.
  public func put(_ pattern: String, _ handler: @escaping AsyncHandler) {
    on(.put, pattern, handler)
  }

  /// Adds a route for PATCH.
  public func patch(_ pattern: String, _ handler: @escaping AsyncHandler) {
    on(.patch, pattern, handler)
  }

  /// Adds a route for DELETE.
  public func delete(_ pattern: String, _ handler: @escaping AsyncHandler) {
    on(.delete, pattern, handler)
  }

  /// Adds a route for OPTIONS.
  public func options(_ pattern: String, _ handler: @escaping AsyncHandler) {
    on(.options, pattern, handler)
  }
}
