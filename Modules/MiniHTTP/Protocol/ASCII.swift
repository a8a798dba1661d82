/// The characters that HTTP/1.1's grammar names (RFC 5234, B.1).
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let delete: UInt8 = 0x7F
  static let comma = UInt8(ascii: ",")
  static let colon = UInt8(ascii: ":")
  static let semicolon = UInt8(ascii: ";")
  static let slash = UInt8(ascii: "/")
  static let percent = UInt8(ascii: "%")
  static let question = UInt8(ascii: "?")
}

extension UInt8 {
  /// SP or HTAB: what `OWS` is made of (RFC 9110, 5.6.3).
  @inline(__always)
  var isBlank: Bool { self == ASCII.space || self == ASCII.tab }

  /// A control character that no line may hold (RFC 9110, 5.5): all but HTAB.
  @inline(__always)
  var isForbiddenControl: Bool {
    (self < ASCII.space && self != ASCII.tab) || self == ASCII.delete
  }

  /// The value of a decimal digit.
  @inline(__always)
  var digitValue: Int? {
    let value = self &- UInt8(ascii: "0")
    return value < 10 ? Int(value) : nil
  }

  /// The value of a hexadecimal digit, of either case.
  @inline(__always)
  var hexValue: Int? {
    if let digitValue { return digitValue }
    let value = (self | 0x20) &- UInt8(ascii: "a")
    return value < 6 ? Int(value) + 10 : nil
  }

  /// The lower-case letter for an upper-case one.
  var lowercased: UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
  }
}
