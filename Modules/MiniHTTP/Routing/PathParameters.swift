/// The values of a route's `{names}`, decoded.
public struct PathParameters: Sendable, Hashable {
  private var names: [String]
  private var values: [String]

  init(names: [String] = [], values: [String] = []) {
    self.names = names
    self.values = values
  }

  /// The value of `name`; nil where the route has no such name.
  public subscript(name: String) -> String? {
    guard let index = names.firstIndex(of: name) else { return nil }
    return values[index]
  }

  /// The value of `name` as a number or the like.
  ///
  /// ```swift
  /// let id = try request.parameters.value("id", as: Int.self)
  /// ```
  ///
  /// - Throws: ``HTTPError/invalidParameter(_:)``: the client gets 400.
  public func value<Value: LosslessStringConvertible>(
    _ name: String,
    as type: Value.Type = Value.self
  ) throws(HTTPError) -> Value {
    guard let value = self[name].flatMap(Value.init) else { throw .invalidParameter(name) }
    return value
  }
}
