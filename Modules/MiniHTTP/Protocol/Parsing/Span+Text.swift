extension Span where Element == UInt8 {
  /// Whether the bytes in `range` are `word`.
  ///
  /// - Parameters:
  ///   - word: In lower case where case is ignored.
  ///   - range: Where to look.
  ///   - ignoringCase: Whether either case will do.
  /// - Returns: Whether all of the range is the word.
  @inline(__always)
  func holds(_ word: String, in range: Range<Int>, ignoringCase: Bool = true) -> Bool {
    let word = word.utf8
    guard range.count == word.count else { return false }
    var index = range.lowerBound
    for byte in word {
      guard (ignoringCase ? self[index].lowercased : self[index]) == byte else { return false }
      index += 1
    }
    return true
  }

  /// `range` without the blanks at both ends: `OWS` (RFC 9110, 5.6.3).
  @inline(__always)
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, self[lower].isBlank { lower += 1 }
    while lower < upper, self[upper - 1].isBlank { upper -= 1 }
    return lower..<upper
  }

  /// The first place of `byte` in `range`.
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index < range.upperBound {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  /// Whether each byte in `range` is in `set`.
  @inline(__always)
  func isAll(_ set: ByteSet, in range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      guard set.contains(self[index]) else { return false }
      index += 1
    }
    return true
  }

  /// Calls `body` with each element of a comma-separated list, trimmed; empty ones too
  /// (RFC 9110, 5.6.1).
  func forEachListElement(
    in range: Range<Int>,
    _ body: (Range<Int>) throws(HTTPError) -> Void
  ) throws(HTTPError) {
    var start = range.lowerBound
    while let comma = firstIndex(of: ASCII.comma, in: start..<range.upperBound) {
      try body(trimmed(start..<comma))
      start = comma + 1
    }
    try body(trimmed(start..<range.upperBound))
  }

  /// The bytes in `range` as text; what is no UTF-8 is repaired.
  func text(in range: Range<Int>) -> String {
    let part = extracting(range)
    if let valid = try? UTF8Span(validating: part) { return String(copying: valid) }
    return String(decoding: bytes(in: range), as: UTF8.self)
  }

  /// A copy of the bytes in `range`.
  func bytes(in range: Range<Int>) -> [UInt8] {
    var copy: [UInt8] = []
    copy.reserveCapacity(range.count)
    for index in range { copy.append(self[index]) }
    return copy
  }
}
