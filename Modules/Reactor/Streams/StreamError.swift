/// Misuse of a stream by the host program.
public enum StreamError: Error, Hashable, CustomStringConvertible {
  /// It was closed.
  case closed
  /// Another fibre waits in `read()` already.
  case alreadyReading
  /// No port has this number.
  case badPort(Int)

  /// A sentence that names what is wrong.
  public var description: String {
    switch self {
    case .closed: "the stream is closed"
    case .alreadyReading: "another fibre reads from this stream already"
    case .badPort(let port): "\(port) is not a port: 0 to 65535 (1 to 65535 to connect)"
    }
  }
}
