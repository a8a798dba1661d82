import CUV

/// An error number of the system as libuv names it: `ECONNREFUSED`, `EADDRINUSE`, `EOF`, ...
///
/// Source: libuv's documentation, "Error handling".
public struct SystemErrorCode: Hashable, Sendable {
  /// libuv's number: negative, the negated `errno` on this system.
  public let rawValue: Int32

  /// Wraps libuv's number for an error (negative).
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The peer has ended the stream.
  public static let endOfFile = SystemErrorCode(rawValue: Int32(UV_EOF.rawValue))
  /// The operation was cancelled.
  public static let cancelled = SystemErrorCode(rawValue: Int32(UV_ECANCELED.rawValue))
  /// Nobody listens there.
  public static let connectionRefused = SystemErrorCode(rawValue: Int32(UV_ECONNREFUSED.rawValue))
  /// The address is taken.
  public static let addressInUse = SystemErrorCode(rawValue: Int32(UV_EADDRINUSE.rawValue))
}

extension SystemErrorCode: CustomStringConvertible {
  /// The name and the meaning, as in `ECONNREFUSED (connection refused)`.
  public var description: String {
    "\(String(cString: uv_err_name(rawValue))) (\(String(cString: uv_strerror(rawValue))))"
  }
}
