/// The value of Content-Type (RFC 9110, 8.3): `text/html; charset=utf-8`.
///
/// ```swift
/// if request.contentType?.essence == "application/json" { ... }
/// Response(body: bytes, contentType: "image/png")
/// ```
public struct MediaType: RawRepresentable, Sendable, Hashable {
  /// As it was sent or is to be sent.
  public let rawValue: String

  /// A media type from its text, which is taken as it is.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `text/plain; charset=utf-8`.
  public static let text: MediaType = "text/plain; charset=utf-8"
  /// `text/html; charset=utf-8`.
  public static let html: MediaType = "text/html; charset=utf-8"
  /// `application/json`.
  public static let json: MediaType = "application/json"
  /// `application/x-www-form-urlencoded`.
  public static let form: MediaType = "application/x-www-form-urlencoded"
  /// `application/octet-stream`.
  public static let octetStream: MediaType = "application/octet-stream"

  /// The type and subtype alone, in lower case: `text/html`.
  public var essence: String {
    let end = rawValue.firstIndex(of: ";") ?? rawValue.endIndex
    return MediaType.trimmed(rawValue[..<end]).lowercased()
  }

  /// The value of a parameter such as `charset` or `boundary`, without quotes; nil where there is none.
  ///
  /// - Parameter name: In either case.
  /// - Returns: The first value of that name.
  public func parameter(_ name: String) -> String? {
    for part in rawValue.split(separator: ";").dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { continue }
      guard MediaType.trimmed(pair[0]).lowercased() == name.lowercased() else { continue }
      let value = MediaType.trimmed(pair[1])
      let isQuoted = value.count >= 2 && value.first == "\"" && value.last == "\""
      return String(isQuoted ? value.dropFirst().dropLast() : value)
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}

extension MediaType: ExpressibleByStringLiteral {
  /// A media type as it is written.
  public init(stringLiteral value: String) {
    self.init(rawValue: value)
  }
}

extension MediaType: CustomStringConvertible {
  /// As it is sent.
  public var description: String { rawValue }
}
