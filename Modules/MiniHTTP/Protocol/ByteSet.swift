/// A set of ASCII characters: one bit each, so that a test costs a shift.
struct ByteSet {
  private let low: UInt64
  private let high: UInt64

  /// The bits of 0 to 63 and of 64 to 127; written as numbers so that the sets are constants.
  private init(_ low: UInt64, _ high: UInt64) {
    self.low = low
    self.high = high
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    if byte < 64 { return low &>> UInt64(byte) & 1 != 0 }
    if byte < 128 { return high &>> UInt64(byte &- 64) & 1 != 0 }
    return false
  }

  /// ``` tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|"
  /// / "~" / DIGIT / ALPHA ``` (RFC 9110, 5.6.2).
  static let token = ByteSet(0x03ff_6cfa_0000_0000, 0x57ff_ffff_c7ff_fffe)

  /// What a request target may hold: the visible characters but for `"`, `#`, `<`, `>` and `\`.
  ///
  /// RFC 3986 has not `[ ] ^ { | }` and the backtick either, but browsers send them as they are (the
  /// WHATWG's URL standard, "query percent-encode set").
  static let target = ByteSet(0xafff_fff2_0000_0000, 0x7fff_ffff_efff_ffff)

  /// `reg-name = *( unreserved / pct-encoded / sub-delims )` (RFC 3986, 3.2.2).
  static let registeredName = ByteSet(0x2bff_7ff2_0000_0000, 0x47ff_fffe_87ff_fffe)

  /// What stands between the brackets of an IPv6 address (RFC 3986, 3.2.2).
  static let addressLiteral = ByteSet(0x07ff_4000_0000_0000, 0x0000_007e_0000_007e)

  /// `unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"` (RFC 3986, 2.3).
  static let unreserved = ByteSet(0x03ff_6000_0000_0000, 0x47ff_fffe_87ff_fffe)
}
