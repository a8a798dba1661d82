/// Something that accepts connections, on the loop.
///
/// ```swift
/// func serve(_ listener: some StreamListener) throws {
///   while true {
///     let stream = try listener.accept()
///     try Fiber.spawn(name: "connection") {
///       defer { stream.close() }
///       // ...
///     }
///   }
/// }
/// ```
public protocol StreamListener: AnyObject {
  /// What it accepts.
  associatedtype Stream: ByteStream

  /// Waits for the next connection.
  ///
  /// Several fibres may wait; each connection goes to one of them.
  ///
  /// - Returns: The connection.
  /// - Throws: ``StreamError/closed`` once the listener is closed,
  ///   ``ReactorError/system(operation:code:)``, `CancellationError`.
  func accept() throws -> Stream

  /// Stops listening; whoever waits in ``accept()`` gets ``StreamError/closed``.
  ///
  /// Connections that were accepted stay open.
  func close()
}
