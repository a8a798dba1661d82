/// `uri-host [ ":" port ]`, as in Host (RFC 9110, 7.2) and in a URL without user information.
struct Authority: Hashable, Sendable {
  /// Without the brackets of an IPv6 address.
  var host: String
  var port: Int?

  /// Whether the bytes are a host with or without a port.
  ///
  /// An empty host is one (RFC 9110, 7.2).
  static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let end = hostEnd(bytes, range) else { return false }
    guard end < range.upperBound else { return true }
    return bytes[end] == ASCII.colon && port(bytes, end + 1..<range.upperBound) != .invalid
  }

  private enum Port: Equatable {
    case none
    case number(Int)
    case invalid
  }

  /// `port = *DIGIT` (RFC 3986, 3.2.3), and no more than there are.
  private static func port(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Port {
    guard !range.isEmpty else { return .none }
    var number = 0
    for index in range {
      guard let digit = bytes[index].digitValue else { return .invalid }
      number = number * 10 + digit
      guard number <= 65535 else { return .invalid }
    }
    return .number(number)
  }

  /// `host = IP-literal / IPv4address / reg-name` (RFC 3986, 3.2.2): where it ends.
  private static func hostEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    guard index < range.upperBound, bytes[index] == UInt8(ascii: "[") else {
      while index < range.upperBound, bytes[index] != ASCII.colon {
        guard ByteSet.registeredName.contains(bytes[index]) else { return nil }
        index += 1
      }
      return PercentCoding.isValid(bytes, range.lowerBound..<index) ? index : nil
    }
    guard let end = bytes.firstIndex(of: UInt8(ascii: "]"), in: range), end > index + 2,
      bytes.isAll(.addressLiteral, in: index + 1..<end)
    else { return nil }
    return end + 1
  }
}

extension Authority {
  /// Reads the bytes; nil where they are none, or the host is empty.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty, Authority.isValid(bytes, range),
      let end = Authority.hostEnd(bytes, range), end > range.lowerBound
    else { return nil }
    let isLiteral = bytes[range.lowerBound] == UInt8(ascii: "[")
    host = bytes.text(in: isLiteral ? range.lowerBound + 1..<end - 1 : range.lowerBound..<end)
    guard end < range.upperBound else { return }
    if case .number(let number) = Authority.port(bytes, end + 1..<range.upperBound) {
      port = number
    }
  }
}

extension Authority: CustomStringConvertible {
  var description: String {
    let name = host.utf8.contains(ASCII.colon) ? "[\(host)]" : host
    return port.map { "\(name):\($0)" } ?? name
  }
}
