extension [UInt8] {
  /// Appends text as UTF-8.
  mutating func append(_ text: String) {
    append(text.utf8.span)
  }

  /// Appends the end of a line.
  mutating func appendLineEnd() {
    append(ASCII.carriageReturn)
    append(ASCII.lineFeed)
  }

  /// Appends a number that is not negative.
  ///
  /// - Parameters:
  ///   - number: The number.
  ///   - radix: 10 or 16.
  ///   - width: How many digits there are at least.
  @inline(__always)
  mutating func append(_ number: Int, radix: Int = 10, width: Int = 1) {
    var digits = InlineArray<20, UInt8>(repeating: UInt8(ascii: "0"))
    var start = digits.count
    var rest = number
    repeat {
      start -= 1
      let digit = UInt8(truncatingIfNeeded: rest % radix)
      digits[start] = (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) + digit
      rest /= radix
    } while rest > 0
    append(digits.span.extracting(Swift.min(start, digits.count - width)...))
  }
}
