import HTTPTypes

/// Reads a field section line by line: of a head, or of trailers.
struct FieldScanner {
  private(set) var entries: [FieldBlock.Entry] = []
  /// What the fields say on framing and connection.
  private(set) var facts = FieldFacts()
  private var size = 0

  /// Begins another section.
  mutating func reset() {
    entries.removeAll(keepingCapacity: true)
    facts = FieldFacts()
    size = 0
  }

  /// Takes lines until the empty one.
  ///
  /// - Returns: Whether the section is complete.
  mutating func scan(
    _ bytes: Span<UInt8>,
    _ lines: inout LineFinder,
    _ limits: HTTPLimits
  ) throws(HTTPError) -> Bool {
    while let line = try lines.next(
      in: bytes,
      limit: limits.fieldBytes - size,
      orThrow: .fieldSectionTooLarge(limit: limits.fieldBytes)
    ) {
      if line.isEmpty { return true }
      guard entries.count < limits.fieldCount else {
        throw .tooManyFields(limit: limits.fieldCount)
      }
      size += line.count
      try add(line, bytes)
    }
    return false
  }

  /// `field-line = field-name ":" OWS field-value OWS` (RFC 9112, 5).
  private mutating func add(_ line: Range<Int>, _ bytes: Span<UInt8>) throws(HTTPError) {
    guard !bytes[line.lowerBound].isBlank else {
      throw entries.isEmpty ? .leadingWhitespace : .obsoleteFold
    }
    var colon = line.lowerBound
    while colon < line.upperBound, ByteSet.token.contains(bytes[colon]) { colon += 1 }
    guard colon < line.upperBound, bytes[colon] == ASCII.colon, colon > line.lowerBound else {
      throw FieldScanner.fault(at: colon, of: line, bytes)
    }
    let name = line.lowerBound..<colon
    let value = bytes.trimmed(colon + 1..<line.upperBound)
    if entries.isEmpty, entries.capacity == 0 { entries.reserveCapacity(12) }
    try facts.note(name, value, index: entries.count, bytes)
    entries.append(FieldBlock.Entry(name: name, value: value))
  }

  private static func fault(
    at index: Int,
    of line: Range<Int>,
    _ bytes: Span<UInt8>
  ) -> HTTPError {
    var colon = index
    while colon < line.upperBound, bytes[colon].isBlank { colon += 1 }
    let isSpaced = colon > index && colon < line.upperBound && bytes[colon] == ASCII.colon
    return isSpaced && index > line.lowerBound ? .spaceBeforeColon : .invalidFieldName
  }
}
