public import HTTPTypes

/// Where a streamed body is written to.
///
/// ```swift
/// Response(contentType: .text) { body in
///   for n in 1...3 {
///     try body.write("\(n)\n")
///     try sleep(.seconds(1))
///   }
/// }
/// ```
public final class BodyWriter {
  private var send: (([UInt8]) throws -> Void)?
  /// Sent after a chunked body; left out where the body is not chunked.
  ///
  /// Set it before the closure returns.
  public var trailers: HTTPFields = [:]

  init(_ send: @escaping ([UInt8]) throws -> Void) {
    self.send = send
  }

  /// Sends a part, and waits until the system has taken it: so a slow client slows this down.
  ///
  /// - Throws: ``HTTPError/bodyLengthMismatch(declared:)`` beyond a declared length,
  ///   ``HTTPError/outOfOrder(_:)`` once the closure has returned; whatever the connection meets.
  public func write(_ bytes: [UInt8]) throws {
    guard let send else { throw HTTPError.outOfOrder("a part after the body's end") }
    try send(bytes)
  }

  /// Sends text as UTF-8; see ``write(_:)-([UInt8])``.
  ///
  /// - Throws: As there.
  public func write(_ text: String) throws {
    try write(Array(text.utf8))
  }

  /// The closure has returned: what is written later goes nowhere.
  func end() {
    send = nil
  }
}
