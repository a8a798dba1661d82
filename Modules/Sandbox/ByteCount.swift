/// An amount of memory or data, in bytes.
public struct ByteCount: Sendable, Hashable {
  /// The amount in bytes; never negative.
  public let bytes: Int

  /// That many bytes; a negative count is none.
  public init(bytes: Int) {
    self.bytes = max(0, bytes)
  }

  /// That many times 1,024 bytes.
  public static func kibibytes(_ count: Int) -> ByteCount { scaled(count, by: 1 << 10) }
  /// That many times 1,048,576 bytes.
  public static func mebibytes(_ count: Int) -> ByteCount { scaled(count, by: 1 << 20) }
  /// That many times 1,073,741,824 bytes.
  public static func gibibytes(_ count: Int) -> ByteCount { scaled(count, by: 1 << 30) }

  private static func scaled(_ count: Int, by unit: Int) -> ByteCount {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
    return ByteCount(bytes: overflow ? .max : bytes)
  }
}

extension ByteCount {
  /// Reads `65536`, `512KiB`, `64MiB`, `1GiB`, `64K`, `64M`, `1G` (powers of 1,024) or `1MB`, `1kB`,
  /// `1GB` (powers of 1,000); nil for anything else.
  public init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits), let unit = Self.units[String(text[digits.endIndex...])] else {
      return nil
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    self.init(bytes: bytes)
  }

  private static let units = [
    "": 1, "B": 1, "K": 1 << 10, "KiB": 1 << 10, "M": 1 << 20, "MiB": 1 << 20, "G": 1 << 30,
    "GiB": 1 << 30, "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000,
  ]
}
