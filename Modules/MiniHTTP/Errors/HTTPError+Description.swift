extension HTTPError: CustomStringConvertible {
  /// A sentence that names what is wrong, and the setting where that is what the program can change; for
  /// ``refused(_:_:)`` the words given.
  public var description: String {
    guard let size else { return words }
    return "\(size.words) (\(size.setting))"
  }

  /// The sentence without the setting, which is no affair of a peer's.
  var words: String {
    if let size { return size.words }
    return switch self {
    case .refused(_, let words): words
    case .timeout(let deadline, let limit, let peer):
      "\(peer) \(deadline.omission) \(limit) (\(deadline.setting))"
    case .invalidContent(let detail), .invalidAnswer(let detail):
      "the body cannot be read: \(detail)"
    case .unreachable(let origin, let code): "cannot connect to \(origin): \(code)"
    case .connectionBroken(let origin, let code): "the connection to \(origin) broke: \(code)"
    case .tooManyRedirects(let limit): "the server redirects more than \(limit) times"
    case .invalidLocation(let text): "the server redirects to \(text), which is no URL"
    case .invalidParameter(let name): "the parameter \(name) is missing or has no such value"
    case .unsendableField(let name): "the field \(name) has characters that cannot be sent"
    case .unsendableTarget(let target): "the target \(target) has characters that cannot be sent"
    case .unsendableStatus(let code): "\(code) is not the status of a response: 200 to 599"
    case .reservedField(let name): "\(name) is written from the body and the connection's state"
    case .bodyLengthMismatch(let declared): "the body is not of the declared \(declared) bytes"
    case .outOfOrder(let event): "it is not the time for \(event)"
    case .invalidURL(let text, let reason): "the URL \(text) \(reason)"
    case .invalidRoute(let pattern, let reason): "the route \(pattern) \(reason)"
    case .unsupportedScheme(let scheme): "\(scheme) is not spoken here"
    case .serverState(let state): "the server is \(state.rawValue)"
    default: plainDescription
    }
  }

  /// What is too large and for which setting.
  private var size: (words: String, setting: String)? {
    switch self {
    case .requestLineTooLong(let limit):
      ("the request line is longer than \(limit) bytes", "HTTPLimits.startLine")
    case .statusLineTooLong(let limit):
      ("the status line is longer than \(limit) bytes", "HTTPLimits.startLine")
    case .fieldSectionTooLarge(let limit):
      ("the fields are larger than \(limit) bytes", "HTTPLimits.fieldBytes")
    case .tooManyFields(let limit):
      ("there are more than \(limit) fields", "HTTPLimits.fieldCount")
    case .chunkExtensionsTooLarge(let limit):
      ("the chunk extensions are larger than \(limit) bytes", "HTTPLimits.chunkExtensions")
    case .bodyTooLarge(let limit):
      ("the body is larger than \(limit) bytes", "HTTPLimits.body or read(limit:)")
    case .answerTooLarge(let limit):
      ("the answer's body is larger than \(limit) bytes", "HTTPLimits.body or read(limit:)")
    default: nil
    }
  }

  private var plainDescription: String {
    switch self {
    case .invalidRequestLine: "the request line is not 'method target version'"
    case .invalidMethod: "the method is not a token"
    case .invalidTarget: "the target is invalid"
    case .invalidVersion: "the version is not 'HTTP/digit.digit'"
    case .unsupportedVersion: "only HTTP/1.0 and HTTP/1.1 are spoken here"
    case .http2Preface: "HTTP/2 is not spoken here"
    case .invalidStatusLine: "the status line is not 'version code reason'"
    case .missingHost: "the request has no Host"
    case .duplicateHost: "the request has more than one Host"
    case .invalidHost: "the Host is not 'host' or 'host:port'"
    case .hostMismatch: "the target names another host than Host"
    case .unsupportedExpectation: "the only expectation known is 100-continue"
    case .incompleteMessage: "the connection ended in the middle of a message"
    case .unexpectedData: "the server sent what nobody asked for"
    case .unexpectedUpgrade: "the server changed the protocol without being asked"
    case .connectionClosed: "the peer closed the connection"
    case .clientClosed: "the client is closed"
    case .bodyNotAllowed: "this message cannot have a body"
    case .bodyAlreadyTaken: "the body was taken in parts already"
    default: lineDescription ?? framingDescription
    }
  }

  private var lineDescription: String? {
    switch self {
    case .bareLineFeed: "a line ends in LF without CR"
    case .bareCarriageReturn: "there is a CR without LF"
    case .controlCharacter: "there is a control character"
    case .leadingWhitespace: "there is white space before the first field"
    case .obsoleteFold: "a field's value goes on in the next line"
    case .spaceBeforeColon: "there is white space before a field's colon"
    case .invalidFieldName: "a field's name is not a token"
    default: nil
    }
  }

  private var framingDescription: String {
    switch self {
    case .invalidContentLength: "the Content-Length is not a number"
    case .contentLengthOverflow: "the Content-Length is too large a number"
    case .conflictingContentLengths: "there are different Content-Lengths"
    case .contentLengthWithTransferEncoding: "there are Content-Length and Transfer-Encoding"
    case .unsupportedTransferCoding: "the only transfer coding known is chunked"
    case .invalidTransferEncoding: "chunked is not the last coding, or is there twice"
    case .transferEncodingInHTTP10: "HTTP/1.0 has no Transfer-Encoding"
    case .invalidChunkSize: "a chunk's size is not a hexadecimal number"
    case .chunkSizeOverflow: "a chunk's size is too large a number"
    case .invalidChunkEnd: "a chunk does not end in CRLF"
    case .forbiddenTrailer: "a field is not allowed in the trailers"
    default: "invalid message"
    }
  }
}

extension HTTPError.Peer: CustomStringConvertible {
  /// Who it is, with its address.
  public var description: String {
    switch self {
    case .client(let address): "the client \(address)"
    case .server(let origin): "the server \(origin)"
    }
  }
}

extension HTTPError.Deadline {
  /// What the peer did not do in time.
  fileprivate var omission: String {
    switch self {
    case .head: "has not sent the whole head of its request within"
    case .body: "has sent nothing more of a body for"
    case .idle: "has sent no next request for"
    case .write: "has taken nothing of what is sent to it for"
    case .response: "has not answered within"
    }
  }

  /// Where the program sets how long that may take.
  fileprivate var setting: String {
    switch self {
    case .head: "HTTPLimits.headerTime"
    case .body: "HTTPLimits.bodyTime"
    case .idle: "HTTPLimits.idleTime"
    case .write: "HTTPLimits.writeTime"
    case .response: "ClientRequest.timeout"
    }
  }
}
