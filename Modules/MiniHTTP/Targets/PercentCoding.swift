/// Percent-encoding (RFC 3986, 2.1).
public enum PercentCoding {
  /// Replaces each `%` and two hexadecimal digits by their byte.
  ///
  /// Bytes that are no UTF-8 are repaired (U+FFFD); a `%` without digits stays.
  ///
  /// - Parameters:
  ///   - text: The encoded text.
  ///   - plusIsSpace: Whether `+` is a space, as in forms and queries.
  /// - Returns: The text that was meant.
  public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
    let bytes = text.utf8
    let needsWork = bytes.contains { $0 == ASCII.percent || (plusIsSpace && $0 == plus) }
    guard needsWork else { return String(text) }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var rest = bytes.makeIterator()
    var digits: [UInt8] = []
    while let byte = rest.next() {
      guard byte == ASCII.percent else {
        decoded.append(plusIsSpace && byte == plus ? ASCII.space : byte)
        continue
      }
      var ahead = rest
      digits = [ahead.next(), ahead.next()].compactMap(\.self)
      guard digits.count == 2, let high = digits[0].hexValue, let low = digits[1].hexValue else {
        decoded.append(byte)
        continue
      }
      decoded.append(UInt8(high << 4 | low))
      rest = ahead
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Encodes everything but `ALPHA / DIGIT / "-" / "." / "_" / "~"`: for one segment of a path, or one
  /// name or value of a query.
  ///
  /// - Returns: Text that means `text` wherever it is put.
  public static func encode(_ text: some StringProtocol) -> String {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if ByteSet.unreserved.contains(byte) {
        encoded.append(byte)
      } else {
        encoded += [ASCII.percent, digit(byte >> 4), digit(byte & 15)]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private static let plus = UInt8(ascii: "+")

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }

  /// Whether each `%` is followed by two hexadecimal digits.
  @inline(__always)
  static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == ASCII.percent {
        guard index + 2 < range.upperBound, bytes[index + 1].hexValue != nil,
          bytes[index + 2].hexValue != nil
        else { return false }
      }
      index += 1
    }
    return true
  }
}
