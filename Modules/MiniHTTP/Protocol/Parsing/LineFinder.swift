/// Finds where lines end, and refuses the control characters that no line may hold.
///
/// A line is looked at once, however many pieces it comes in. It never looks beyond the limit, so a
/// message is judged alike in one piece and byte by byte.
struct LineFinder {
  /// Where the present line begins.
  private(set) var start: Int
  private var seen: Int

  /// - Parameter start: Where the first line begins.
  init(start: Int = 0) {
    self.start = start
    seen = start
  }

  /// The next line, without its CRLF, which is stepped over; nil while its end has not come.
  ///
  /// - Parameters:
  ///   - bytes: All that has come, from offset 0 on.
  ///   - limit: How long the line may be.
  ///   - tooLong: Thrown where it is longer.
  /// - Returns: Where the line is.
  /// - Throws: `tooLong`, ``HTTPError/bareCarriageReturn``, ``HTTPError/bareLineFeed``,
  ///   ``HTTPError/controlCharacter``.
  mutating func next(
    in bytes: Span<UInt8>,
    limit: Int,
    orThrow tooLong: @autoclosure () -> HTTPError
  ) throws(HTTPError) -> Range<Int>? {
    let bound = min(bytes.count, start.addingClamped(limit).addingClamped(1))
    let end = bytes.indexOfControl(from: seen, to: bound)
    seen = end
    guard end < bound else {
      if end - start > limit { throw tooLong() }
      return nil
    }
    guard bytes[end] == ASCII.carriageReturn else {
      throw bytes[end] == ASCII.lineFeed ? .bareLineFeed : .controlCharacter
    }
    guard end + 1 < bytes.count else { return nil }
    guard bytes[end + 1] == ASCII.lineFeed else { throw .bareCarriageReturn }
    defer {
      start = end + 2
      seen = start
    }
    return start..<end
  }
}

extension Int {
  /// The sum, or the greatest integer where there is no such sum.
  func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
