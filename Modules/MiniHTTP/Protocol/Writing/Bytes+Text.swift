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
  mutating func append(_ number: Int, radix: Int = 10, width: Int = 1) {
    let start = count
    var rest = number
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: radix)
      append((digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) + UInt8(digit))
      rest = quotient
    } while rest > 0
    while count - start < width { append(UInt8(ascii: "0")) }
    self[start...].reverse()
  }
}
