/// What a head's fields say on framing and connection, noted while they are read.
struct FieldFacts {
  /// The options of `Connection` that matter here (RFC 9110, 7.6.1).
  struct ConnectionOptions: OptionSet {
    let rawValue: UInt8
    static let close = ConnectionOptions(rawValue: 1)
    static let keepAlive = ConnectionOptions(rawValue: 2)
    static let upgrade = ConnectionOptions(rawValue: 4)
  }

  /// The value of Content-Length.
  private(set) var contentLength: Int?
  /// Whether the body is chunked.
  private(set) var isChunked = false
  /// Which line is the Host.
  private(set) var hostIndex: Int?
  private(set) var hostRange = 0..<0
  private(set) var hasManyHosts = false
  private(set) var connection: ConnectionOptions = []
  private(set) var expectsContinue = false
  private(set) var hasUnknownExpectation = false

  /// Notes a line if it is one of those that matter.
  mutating func note(
    _ name: Range<Int>,
    _ value: Range<Int>,
    index: Int,
    _ bytes: Span<UInt8>
  ) throws(HTTPError) {
    switch name.count {
    case 4 where bytes.holds("host", in: name): noteHost(value, index)
    case 6 where bytes.holds("expect", in: name): try noteExpectation(value, bytes)
    case 10 where bytes.holds("connection", in: name): try noteConnection(value, bytes)
    case 14 where bytes.holds("content-length", in: name): try noteLength(value, bytes)
    case 17 where bytes.holds("transfer-encoding", in: name): try noteCoding(value, bytes)
    default: break
    }
  }

  private mutating func noteHost(_ value: Range<Int>, _ index: Int) {
    hasManyHosts = hostIndex != nil
    hostIndex = index
    hostRange = value
  }

  private mutating func noteExpectation(
    _ value: Range<Int>,
    _ bytes: Span<UInt8>
  ) throws(HTTPError) {
    if bytes.holds("100-continue", in: value) {
      expectsContinue = true
    } else {
      hasUnknownExpectation = true
    }
  }

  private mutating func noteConnection(
    _ value: Range<Int>,
    _ bytes: Span<UInt8>
  ) throws(HTTPError) {
    var options = connection
    try bytes.forEachListElement(in: value) { option throws(HTTPError) in
      if bytes.holds("close", in: option) { options.insert(.close) }
      if bytes.holds("keep-alive", in: option) { options.insert(.keepAlive) }
      if bytes.holds("upgrade", in: option) { options.insert(.upgrade) }
    }
    connection = options
  }

  /// Equal values, in one line or in more, are one (RFC 9110, 8.6); others are an attack.
  private mutating func noteLength(_ value: Range<Int>, _ bytes: Span<UInt8>) throws(HTTPError) {
    var length = contentLength
    try bytes.forEachListElement(in: value) { digits throws(HTTPError) in
      let number = try FieldFacts.number(in: digits, bytes)
      if let length, length != number { throw .conflictingContentLengths }
      length = number
    }
    contentLength = length
    if isChunked { throw .contentLengthWithTransferEncoding }
  }

  /// `Content-Length = 1*DIGIT` (RFC 9110, 8.6).
  private static func number(
    in digits: Range<Int>,
    _ bytes: Span<UInt8>
  ) throws(HTTPError) -> Int {
    guard !digits.isEmpty else { throw .invalidContentLength }
    var number = 0
    var hasOverflow = false
    for index in digits {
      guard let digit = bytes[index].digitValue else { throw .invalidContentLength }
      let (product, over) = number.multipliedReportingOverflow(by: 10)
      let (sum, beyond) = product.addingReportingOverflow(digit)
      hasOverflow = hasOverflow || over || beyond
      number = sum
    }
    if hasOverflow { throw .contentLengthOverflow }
    return number
  }

  /// Nothing but one `chunked` is taken; the rest decides on the answer (RFC 9112, 6.1).
  private mutating func noteCoding(_ value: Range<Int>, _ bytes: Span<UInt8>) throws(HTTPError) {
    guard !isChunked else { throw .invalidTransferEncoding }
    guard bytes.holds("chunked", in: value) else {
      try bytes.forEachListElement(in: value) { coding throws(HTTPError) in
        let isFaulty = coding.isEmpty || bytes.holds("chunked", in: coding)
        if isFaulty, coding.upperBound < value.upperBound || coding.isEmpty {
          throw .invalidTransferEncoding
        }
      }
      throw .unsupportedTransferCoding
    }
    isChunked = true
    if contentLength != nil { throw .contentLengthWithTransferEncoding }
  }
}
