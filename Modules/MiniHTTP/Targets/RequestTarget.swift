public import HTTPTypes

/// What a request asks for: the second word of its first line (RFC 9112, 3.2).
public struct RequestTarget: Sendable, Hashable {
  /// The four forms of a target.
  public enum Form: Sendable, Hashable {
    /// `/path?query`: what servers get (RFC 9112, 3.2.1).
    case origin
    /// `http://host/path?query`: what proxies get (RFC 9112, 3.2.2).
    case absolute
    /// `host:port`, for CONNECT (RFC 9112, 3.2.3).
    case authority
    /// `*`, for OPTIONS: the server as a whole (RFC 9112, 3.2.4).
    case asterisk
  }

  /// Which form it has.
  public let form: Form
  /// As it was sent.
  public let rawValue: String
  private let pathStart: Int
  private let pathEnd: Int

  /// The path, percent-encoded as it came: `/a%20b`.
  ///
  /// It is `/` where an absolute target has none, and empty for ``Form/authority``.
  public var path: String {
    if pathStart == 0, pathEnd == rawValue.utf8.count { return rawValue }
    guard pathEnd > pathStart else { return form == .absolute ? "/" : "" }
    return String(text(pathStart, pathEnd))
  }

  /// What follows the first `?`, percent-encoded as it came; nil where there is none.
  public var query: String? {
    let end = rawValue.utf8.count
    return pathEnd < end && form != .authority ? String(text(pathEnd + 1, end)) : nil
  }

  /// The host and port that the target names by itself, in the forms that do.
  public var authority: String? {
    switch form {
    case .authority: rawValue
    case .absolute: String(text(RequestTarget.schemeEnd(of: rawValue), pathStart))
    case .origin, .asterisk: nil
    }
  }

  private func text(_ start: Int, _ end: Int) -> Substring {
    let bytes = rawValue.utf8
    let lower = bytes.index(bytes.startIndex, offsetBy: start)
    return rawValue[lower..<bytes.index(bytes.startIndex, offsetBy: end)]
  }

  private static func schemeEnd(of text: String) -> Int {
    text.utf8.starts(with: "https".utf8) || text.utf8.starts(with: "HTTPS".utf8) ? 8 : 7
  }
}

extension RequestTarget {
  /// A target from text, as a client of `method` may send it.
  ///
  /// - Throws: ``HTTPError/unsendableTarget(_:)``.
  public init(_ text: String, method: HTTPRequest.Method = .get) throws(HTTPError) {
    let bytes = Array(text.utf8)
    do {
      try self.init(bytes.span, 0..<bytes.count, method: method)
    } catch {
      throw .unsendableTarget(text)
    }
  }

  init(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    method: HTTPRequest.Method
  ) throws(HTTPError) {
    guard !range.isEmpty, bytes.isAll(.target, in: range), PercentCoding.isValid(bytes, range)
    else { throw .invalidTarget }
    let start = range.lowerBound
    var path = start
    if method == .connect {
      guard Authority(bytes, range)?.port != nil else { throw .invalidTarget }
      form = .authority
      path = range.upperBound
    } else if bytes[start] == ASCII.slash {
      form = .origin
    } else if range.count == 1, bytes[start] == UInt8(ascii: "*"), method == .options {
      form = .asterisk
    } else {
      form = .absolute
      path = try RequestTarget.authorityEnd(bytes, range)
    }
    let question = bytes.firstIndex(of: ASCII.question, in: path..<range.upperBound)
    rawValue = bytes.text(in: range)
    pathStart = path - start
    pathEnd = (question ?? range.upperBound) - start
  }

  /// `absolute-URI` with a scheme of HTTP and a host (RFC 9110, 4.2): where the path begins.
  private static func authorityEnd(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>
  ) throws(HTTPError) -> Int {
    let start = range.lowerBound
    let length: Int
    if range.count > 7, bytes.holds("http://", in: start..<start + 7) {
      length = 7
    } else if range.count > 8, bytes.holds("https://", in: start..<start + 8) {
      length = 8
    } else {
      throw .invalidTarget
    }
    var end = start + length
    while end < range.upperBound, bytes[end] != ASCII.slash, bytes[end] != ASCII.question {
      end += 1
    }
    guard Authority(bytes, start + length..<end) != nil else { throw .invalidTarget }
    return end
  }
}

extension RequestTarget: CustomStringConvertible {
  /// As it was sent.
  public var description: String { rawValue }
}
