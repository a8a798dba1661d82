import HTTPTypes

/// What a parser has found next.
enum MessageEvent<Head: Sendable>: Sendable {
  /// The head of an interim response (1xx); the message itself follows.
  case interim(Head)
  /// The head of a message.
  case head(Head)
  /// A part of the body, at least one byte. It shares the memory that it was received in.
  case body(ArraySlice<UInt8>)
  /// The trailers, if there are any. They are never merged into the fields (RFC 9110, 6.5.1).
  case trailers(HTTPFields)
  /// The message is complete.
  case end
}
