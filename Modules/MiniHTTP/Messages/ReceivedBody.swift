import HTTPTypes

/// A body on its way in: as a whole, or part by part.
struct ReceivedBody {
  private enum State {
    case fresh
    case inParts
    case whole([UInt8])
  }

  private let source: any BodySource
  /// How much ``read(limit:)`` takes where nothing else is said.
  private let limit: Int
  private var state = State.fresh

  init(_ source: any BodySource, limit: Int) {
    self.source = source
    self.limit = limit
  }

  var length: Int? { source.length }
  var trailers: HTTPFields { source.trailers }

  /// The body as a whole; the same again when asked again.
  ///
  /// - Throws: ``HTTPError/bodyTooLarge`` before anything is read, where the length is known.
  mutating func read(limit: Int?) throws -> [UInt8] {
    switch state {
    case .whole(let bytes): return bytes
    case .inParts: throw HTTPError.bodyAlreadyTaken
    case .fresh: break
    }
    let limit = limit ?? self.limit
    if let length, length > limit { throw HTTPError.bodyTooLarge }
    state = .inParts
    var bytes: [UInt8] = []
    while let part = try source.nextPart() {
      guard part.count <= limit - bytes.count else { throw HTTPError.bodyTooLarge }
      bytes.append(contentsOf: part)
    }
    state = .whole(bytes)
    return bytes
  }

  /// The next part, nil at the end.
  mutating func nextPart() throws -> ArraySlice<UInt8>? {
    if case .whole = state { throw HTTPError.bodyAlreadyTaken }
    state = .inParts
    return try source.nextPart()
  }
}
