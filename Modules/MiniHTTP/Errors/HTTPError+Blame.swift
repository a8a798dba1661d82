public import HTTPTypes

extension HTTPError {
  /// Who has to change something.
  public enum Blame: Hashable, Sendable {
    /// The other end of the connection.
    case peer
    /// The program that uses this module.
    case host
  }

  /// Who broke the rule.
  public var blame: Blame {
    switch self {
    case .unsendableField, .unsendableTarget, .unsendableStatus, .reservedField, .bodyNotAllowed,
      .bodyLengthMismatch, .bodyAlreadyTaken, .outOfOrder, .invalidURL, .unsupportedScheme,
      .invalidRoute, .serverState:
      .host
    default: .peer
    }
  }

  /// What a server answers to a request that brought this about; 500 where the host is to blame.
  public var status: HTTPResponse.Status {
    guard blame == .peer else { return .internalServerError }
    return switch self {
    case .refused(let status, _): status
    case .requestLineTooLong: .uriTooLong
    case .fieldSectionTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
    case .bodyTooLarge: .contentTooLarge
    case .unsupportedTransferCoding: .notImplemented
    case .unsupportedVersion, .http2Preface: .httpVersionNotSupported
    case .unsupportedExpectation: .expectationFailed
    case .timeout: .requestTimeout
    default: .badRequest
    }
  }
}
