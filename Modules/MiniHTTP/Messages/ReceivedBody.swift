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
  /// Thrown where there is more.
  private let tooLarge: (_ limit: Int) -> HTTPError
  private var state = State.fresh

  init(
    _ source: any BodySource,
    limit: Int,
    orThrow tooLarge: @escaping (_ limit: Int) -> HTTPError = HTTPError.bodyTooLarge
  ) {
    self.source = source
    self.limit = limit
    self.tooLarge = tooLarge
  }

  var length: Int? { source.length }
  var trailers: HTTPFields { source.trailers }

  /// The body as a whole; the same again when asked again.
  ///
  /// - Throws: `tooLarge`, before anything is read where the length is known.
  mutating func read(limit: Int?) throws -> [UInt8] {
    switch state {
    case .whole(let bytes): return bytes
    case .inParts: throw HTTPError.bodyAlreadyTaken
    case .fresh: break
    }
    let limit = limit ?? self.limit
    if let length, length > limit { throw tooLarge(limit) }
    state = .inParts
    var bytes: [UInt8] = []
    while let part = try source.nextPart() {
      guard part.count <= limit - bytes.count else { throw tooLarge(limit) }
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
