import HTTPTypes

/// Where a received body comes from, part by part: a connection, or memory.
///
/// Nothing is read ahead of what is asked for, so a slow reader slows its peer down.
protocol BodySource: AnyObject {
  /// How long the body is, if that is known before it has come.
  var length: Int? { get }
  /// What came after the body; complete once ``nextPart()`` has returned nil.
  var trailers: HTTPFields { get }
  /// Waits for the next part; nil at the end. A part is never empty.
  func nextPart() throws -> ArraySlice<UInt8>?
}

/// A body that is in memory already.
final class StoredBody: BodySource {
  private var rest: [UInt8]?
  let length: Int?
  let trailers: HTTPFields

  init(_ bytes: [UInt8], trailers: HTTPFields = [:]) {
    rest = bytes.isEmpty ? nil : bytes
    length = bytes.count
    self.trailers = trailers
  }

  func nextPart() -> ArraySlice<UInt8>? {
    defer { rest = nil }
    return rest?[...]
  }
}
