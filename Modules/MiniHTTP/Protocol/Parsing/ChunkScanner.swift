/// Reads a chunked body (RFC 9112, 7.1).
///
/// ```
/// chunked-body = *chunk last-chunk trailer-section CRLF
/// chunk        = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
/// ```
struct ChunkScanner {
  /// Where in the body it is.
  enum Phase {
    case size
    /// So many bytes of the chunk are to come.
    case data(Int)
    /// Before the CRLF after a chunk's data.
    case dataEnd
    case trailers
  }

  enum Step {
    case needsMore
    /// A part of the body; everything before its end is done with.
    case data(Range<Int>)
    /// The end: the trailers' lines, and how long all that was looked at is.
    case trailers([FieldBlock.Entry], size: Int)
  }

  private var phase = Phase.size
  private var lines = LineFinder()
  private var fields = FieldScanner()
  private var extensionSize = 0
  /// Chunk-size lines are far shorter; this bounds the digits.
  private static let sizeDigits = 64

  /// Looks at what has come.
  ///
  /// - Parameters:
  ///   - bytes: All after the last step's end.
  ///   - limits: For extensions and trailers.
  /// - Returns: What was found.
  /// - Throws: Whatever rule the body breaks.
  mutating func next(_ bytes: Span<UInt8>, _ limits: HTTPLimits) throws(HTTPError) -> Step {
    while true {
      switch phase {
      case .size:
        guard try readSize(bytes, limits) else { return .needsMore }
      case .data(let count):
        return takeData(count, bytes)
      case .dataEnd:
        guard try readDataEnd(bytes) else { return .needsMore }
      case .trailers:
        guard try fields.scan(bytes, &lines, limits) else { return .needsMore }
        return .trailers(fields.entries, size: lines.start)
      }
    }
  }

  private mutating func readSize(
    _ bytes: Span<UInt8>,
    _ limits: HTTPLimits
  ) throws(HTTPError) -> Bool {
    let room = limits.chunkExtensions - extensionSize
    guard
      let line = try lines.next(
        in: bytes,
        limit: room.addingClamped(ChunkScanner.sizeDigits),
        orThrow: .chunkExtensionsTooLarge(limit: limits.chunkExtensions)
      )
    else { return false }
    let (size, end) = try ChunkScanner.size(bytes, line)
    extensionSize += line.upperBound - end
    guard extensionSize <= limits.chunkExtensions else {
      throw .chunkExtensionsTooLarge(limit: limits.chunkExtensions)
    }
    phase = size == 0 ? .trailers : .data(size)
    return true
  }

  /// `chunk-size = 1*HEXDIG`; what follows is an extension, which begins with `;` (RFC 9112, 7.1.1).
  private static func size(
    _ bytes: Span<UInt8>,
    _ line: Range<Int>
  ) throws(HTTPError) -> (size: Int, end: Int) {
    var size = 0
    var index = line.lowerBound
    while index < line.upperBound, let digit = bytes[index].hexValue {
      guard size <= Int.max >> 4 else { throw .chunkSizeOverflow }
      size = size << 4 | digit
      index += 1
    }
    guard index > line.lowerBound, index - line.lowerBound <= sizeDigits else {
      throw .invalidChunkSize
    }
    guard isExtension(bytes, index..<line.upperBound) else { throw .invalidChunkSize }
    return (size, index)
  }

  /// `chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )`.
  ///
  /// Only that it begins as one: nobody here reads it.
  private static func isExtension(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return true }
    let text = bytes.trimmed(range)
    return !text.isEmpty && bytes[text.lowerBound] == ASCII.semicolon
  }

  private mutating func takeData(_ count: Int, _ bytes: Span<UInt8>) -> Step {
    let start = lines.start
    let end = min(bytes.count, start.addingClamped(count))
    guard end > start else { return .needsMore }
    lines = LineFinder()
    phase = end - start == count ? .dataEnd : .data(count - (end - start))
    return .data(start..<end)
  }

  /// Data is followed by CRLF at once: the first other byte is an error.
  private mutating func readDataEnd(_ bytes: Span<UInt8>) throws(HTTPError) -> Bool {
    if bytes.count > 0, bytes[0] != ASCII.carriageReturn { throw .invalidChunkEnd }
    if bytes.count > 1, bytes[1] != ASCII.lineFeed { throw .invalidChunkEnd }
    guard bytes.count > 1 else { return false }
    lines = LineFinder(start: 2)
    phase = .size
    return true
  }
}
