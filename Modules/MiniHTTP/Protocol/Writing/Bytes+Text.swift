extension [UInt8] {
  /// Appends text as UTF-8.
  mutating func append(_ text: String) {
    append(contentsOf: text.utf8)
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
    var power = 1
    var digits = 1
    while digits < width || number / power >= radix {
      power *= radix
      digits += 1
    }
    while power > 0 {
      let digit = UInt8(truncatingIfNeeded: number / power % radix)
      append((digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) + digit)
      power /= radix
    }
  }
}
