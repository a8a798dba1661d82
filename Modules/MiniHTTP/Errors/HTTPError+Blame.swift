public import HTTPTypes

extension HTTPError {
  /// Who has to change something.
  public enum Blame: Hashable, Sendable {
    /// The other end of the connection: it broke a rule.
    case peer
    /// The program that uses this module.
    case caller
    /// What lies between them, or nobody is there.
    case network
    /// The other end, or the network, was too slow.
    case timeout
  }

  /// Who broke the rule.
  public var blame: Blame {
    switch self {
    case .unsendableField, .unsendableTarget, .unsendableStatus, .reservedField, .bodyNotAllowed,
      .bodyLengthMismatch, .bodyAlreadyTaken, .outOfOrder, .invalidURL, .unsupportedScheme,
      .invalidRoute, .serverState, .clientClosed:
      .caller
    case .unreachable, .connectionBroken: .network
    case .timeout: .timeout
    default: .peer
    }
  }

  /// What a server answers to a request that brought this about; 500 where the request is not to blame.
  public var status: HTTPResponse.Status {
    switch self {
    case .refused(let status, _): status
    case .requestLineTooLong: .uriTooLong
    case .fieldSectionTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
    case .bodyTooLarge: .contentTooLarge
    case .unsupportedTransferCoding: .notImplemented
    case .unsupportedVersion, .http2Preface: .httpVersionNotSupported
    case .unsupportedExpectation: .expectationFailed
    case .timeout(.response, _, _): .internalServerError
    case .timeout: .requestTimeout
    default: blame == .peer && !isOfAnswer ? .badRequest : .internalServerError
    }
  }

  /// What the client is told: nothing of what is the server's own affair.
  var wordsForPeer: String {
    switch self {
    case .timeout: status.reasonPhrase
    default: status == .internalServerError ? status.reasonPhrase : words
    }
  }

  /// Whether only a client's peer can bring this about.
  private var isOfAnswer: Bool {
    switch self {
    case .invalidStatusLine, .statusLineTooLong, .unexpectedData, .unexpectedUpgrade,
      .connectionClosed, .tooManyRedirects, .invalidLocation, .invalidAnswer, .answerTooLarge:
      true
    default: false
    }
  }

  /// Whether a handler that throws this refuses its request.
  ///
  /// Other errors of a peer are that of another one, which the handler has asked as a client; they say
  /// nothing about the request.
  var refusesRequest: Bool {
    switch self {
    case .refused, .invalidParameter, .invalidContent, .bodyTooLarge: true
    default: false
    }
  }
}
