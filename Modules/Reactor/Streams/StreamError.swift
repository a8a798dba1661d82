/// Misuse of a stream by the host program, or a peer that sends more than was agreed.
public enum StreamError: Error, Hashable, CustomStringConvertible {
  /// It was closed.
  case closed
  /// Another fibre waits in `read()` already.
  case alreadyReading
  /// No port has this number.
  case badPort(Int)
  /// No socket can have this address: it is empty, too long for the system, or holds a zero byte.
  case badUnixAddress(UnixAddress)
  /// What was asked for needs a terminal, and the stream is none.
  case notATerminal
  /// The peer sent more than `limit` bytes.
  case tooLong(limit: Int)

  /// A sentence that names what is wrong.
  public var description: String {
    switch self {
    case .closed: "the stream is closed"
    case .alreadyReading: "another fibre reads from this stream already"
    case .badPort(let port): "\(port) is not a port: 0 to 65535 (1 to 65535 to connect)"
    case .badUnixAddress(let address):
      "\"\(address)\" is not a Unix-domain address: 1 to 107 bytes, none of them zero"
    case .notATerminal: "the stream is no terminal"
    case .tooLong(let limit): "more than \(limit) bytes came"
    }
  }
}
