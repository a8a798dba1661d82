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
  public static let endOfFile = SystemErrorCode(UV_EOF)
  /// The operation was cancelled.
  public static let cancelled = SystemErrorCode(UV_ECANCELED)
  /// Nobody listens there.
  public static let connectionRefused = SystemErrorCode(UV_ECONNREFUSED)
  /// The peer has broken the connection.
  public static let connectionReset = SystemErrorCode(UV_ECONNRESET)
  /// Nobody reads what is written.
  public static let brokenPipe = SystemErrorCode(UV_EPIPE)
  /// There is no peer.
  public static let notConnected = SystemErrorCode(UV_ENOTCONN)
  /// The peer did not answer in time.
  public static let timedOut = SystemErrorCode(UV_ETIMEDOUT)
  /// No way leads there.
  public static let hostUnreachable = SystemErrorCode(UV_EHOSTUNREACH)
  /// No host has this name.
  public static let nameUnknown = SystemErrorCode(UV_EAI_NONAME)
  /// The address is taken.
  public static let addressInUse = SystemErrorCode(UV_EADDRINUSE)
  /// The address is not one of this machine.
  public static let addressNotAvailable = SystemErrorCode(UV_EADDRNOTAVAIL)
  /// The device failed.
  public static let ioError = SystemErrorCode(UV_EIO)
  /// Not now.
  public static let tryAgain = SystemErrorCode(UV_EAGAIN)
  /// The system makes no sense of an argument.
  public static let invalidArgument = SystemErrorCode(UV_EINVAL)
  /// A datagram is longer than the network carries.
  public static let messageTooLong = SystemErrorCode(UV_EMSGSIZE)
  /// There is no such file or folder.
  public static let notFound = SystemErrorCode(UV_ENOENT)
  /// There is a file or folder already.
  public static let alreadyExists = SystemErrorCode(UV_EEXIST)
  /// The file's permissions forbid it.
  public static let accessDenied = SystemErrorCode(UV_EACCES)
  /// The system does not let this process do it.
  public static let notPermitted = SystemErrorCode(UV_EPERM)
  /// It is a file, and no folder.
  public static let notADirectory = SystemErrorCode(UV_ENOTDIR)
  /// It is a folder, and no file.
  public static let isADirectory = SystemErrorCode(UV_EISDIR)
  /// The folder holds something.
  public static let directoryNotEmpty = SystemErrorCode(UV_ENOTEMPTY)
  /// There is no such process.
  public static let noSuchProcess = SystemErrorCode(UV_ESRCH)
  /// The descriptor is not open, or not for this.
  public static let badDescriptor = SystemErrorCode(UV_EBADF)
  /// The disk is full.
  public static let noSpace = SystemErrorCode(UV_ENOSPC)
  /// The process may open no more files.
  public static let tooManyOpenFiles = SystemErrorCode(UV_EMFILE)

  private init(_ code: uv_errno_t) {
    rawValue = code.rawValue
  }
}

extension SystemErrorCode: CustomStringConvertible {
  /// The name and the meaning, as in `ECONNREFUSED (connection refused)`.
  public var description: String {
    "\(String(cString: uv_err_name(rawValue))) (\(String(cString: uv_strerror(rawValue))))"
  }
}
