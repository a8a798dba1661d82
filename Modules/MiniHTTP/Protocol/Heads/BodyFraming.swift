/// Where a message's body ends (RFC 9112, 6.3).
enum BodyFraming: Hashable, Sendable {
  /// There is none.
  case none
  /// After so many bytes; 0 too.
  case length(Int)
  /// After the last chunk.
  case chunked
  /// At the end of the connection; for responses only.
  case untilClose

  /// The length if it is known before the body has come.
  var length: Int? {
    switch self {
    case .none: 0
    case .length(let length): length
    case .chunked, .untilClose: nil
    }
  }

  /// Whether nothing follows the head.
  var isEmpty: Bool { length == 0 }
}
