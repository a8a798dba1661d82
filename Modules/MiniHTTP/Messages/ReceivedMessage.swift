public import HTTPTypes

/// What received requests and responses have in common: fields and a body.
public protocol ReceivedMessage {
  /// The fields, in the order in which they came.
  var headers: HTTPFields { get }

  /// Reads the body as a whole. Asked again, it returns the same again.
  ///
  /// - Parameter limit: How many bytes are taken; by default ``HTTPLimits/body``.
  /// - Returns: All of it.
  /// - Throws: ``HTTPError/bodyTooLarge(limit:)``, ``HTTPError/bodyAlreadyTaken``; whatever the connection
  ///   meets.
  func read(limit: Int?) throws -> [UInt8]
}

extension ReceivedMessage {
  /// The value of Content-Type.
  public var contentType: MediaType? {
    headers[.contentType].map(MediaType.init(rawValue:))
  }

  /// Reads the body as a whole; see ``read(limit:)``.
  ///
  /// - Throws: As ``read(limit:)``.
  public func read() throws -> [UInt8] {
    try read(limit: nil)
  }

  /// Reads the body as UTF-8; what is none is repaired (U+FFFD).
  ///
  /// - Throws: As ``read(limit:)``.
  public func text() throws -> String {
    String(decoding: try read(), as: UTF8.self)
  }

  /// Reads the body as JSON.
  ///
  /// Content-Type is not looked at.
  ///
  /// - Parameter type: What it is to be; by default what the context wants.
  /// - Returns: The value.
  /// - Throws: ``HTTPError/invalidContent(_:)`` where it is not JSON, or not of this shape; else as
  ///   ``read(limit:)``.
  public func json<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    try JSON.decode(type, from: try read(), orThrow: HTTPError.invalidContent)
  }

  /// Reads the body as a form: `application/x-www-form-urlencoded`.
  ///
  /// - Throws: As ``read(limit:)``.
  public func form() throws -> QueryItems {
    QueryItems(try text())
  }
}
