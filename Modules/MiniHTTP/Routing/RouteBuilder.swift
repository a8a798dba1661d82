public import HTTPTypes

/// What routes can be added to: a ``Router`` or a ``RouteGroup``.
public protocol RouteBuilder {
  /// Adds a route.
  ///
  /// - Parameters:
  ///   - method: Any method.
  ///   - pattern: `/users/{id}`; `{name}` stands for one segment, `{name*}` for the rest.
  ///   - handler: What answers.
  func on(_ method: HTTPRequest.Method, _ pattern: String, _ handler: @escaping Handler)
}

extension RouteBuilder {
  /// Adds a route for GET, and for HEAD with it.
  public func get(_ pattern: String, _ handler: @escaping Handler) {
    on(.get, pattern, handler)
  }

  /// Adds a route for HEAD alone, where GET's answer costs more than its head.
  public func head(_ pattern: String, _ handler: @escaping Handler) {
    on(.head, pattern, handler)
  }

  /// Adds a route for POST.
  public func post(_ pattern: String, _ handler: @escaping Handler) {
    on(.post, pattern, handler)
  }

  /// Adds a route for PUT.
  public func put(_ pattern: String, _ handler: @escaping Handler) {
    on(.put, pattern, handler)
  }

  /// Adds a route for PATCH.
  public func patch(_ pattern: String, _ handler: @escaping Handler) {
    on(.patch, pattern, handler)
  }

  /// Adds a route for DELETE.
  public func delete(_ pattern: String, _ handler: @escaping Handler) {
    on(.delete, pattern, handler)
  }

  /// Adds a route for OPTIONS.
  public func options(_ pattern: String, _ handler: @escaping Handler) {
    on(.options, pattern, handler)
  }
}
