public import HTTPTypes

/// A received message whose body is still on its way: it can be taken part by part.
///
/// ```swift
/// router.put("/files/{name}") { request in
///   for part in request.parts { try file.write(part.get()) }
///   return Response(status: .created)
/// }
/// ```
///
/// Nothing is read from the peer before it is asked for, so a slow program slows its peer down.
public protocol StreamedMessage: ReceivedMessage {
  /// How long the body is; nil where that shows only at its end.
  var bodyLength: Int? { get }

  /// What came after a chunked body; complete after its end.
  var trailers: HTTPFields { get }

  /// Waits for the next part of the body.
  ///
  /// No limit holds: a body that is taken in parts may be as long as it likes.
  ///
  /// - Returns: At least one byte; nil at the end.
  /// - Throws: ``HTTPError/bodyAlreadyTaken`` after ``ReceivedMessage/read(limit:)``; whatever the
  ///   connection meets.
  func nextPart() throws -> ArraySlice<UInt8>?
}

extension StreamedMessage {
  /// The parts of the body, as they come; see ``nextPart()``.
  public var parts: BodyParts { BodyParts(nextPart) }
}

/// The parts of a body, as they come.
///
/// Each is a result, since a sequence cannot throw: an error is the last element, and is met by
/// `part.get()`.
public struct BodyParts: Sequence, IteratorProtocol {
  /// Bytes, at least one, or what the connection has met.
  public typealias Element = Result<ArraySlice<UInt8>, any Error>

  private let take: () throws -> ArraySlice<UInt8>?
  private var hasFailed = false

  init(_ take: @escaping () throws -> ArraySlice<UInt8>?) {
    self.take = take
  }

  /// Waits for the next part; nil at the end.
  public mutating func next() -> Element? {
    guard !hasFailed else { return nil }
    do {
      return try take().map(Result.success)
    } catch {
      hasFailed = true
      return .failure(error)
    }
  }
}
