/// The address of a Unix-domain socket.
public enum UnixAddress: Sendable, Hashable {
  /// A socket file, at most 107 bytes of path.
  case path(String)
  /// A name in Linux's abstract namespace, at most 107 bytes: no file, gone with its listener.
  ///
  /// Source: unix(7), "Abstract sockets".
  case abstract(String)
  /// The end of a connection that was given no name, as clients have it.
  case unnamed
}

extension UnixAddress: CustomStringConvertible {
  /// As `ss` shows it: the path, `@name` or `*`.
  public var description: String {
    switch self {
    case .path(let path): path
    case .abstract(let name): "@\(name)"
    case .unnamed: "*"
    }
  }
}

extension UnixAddress: ExpressibleByStringLiteral {
  /// A path.
  public init(stringLiteral path: String) {
    self = .path(path)
  }
}
