/// What is behind a name in the file system.
public enum FileKind: Sendable, Hashable {
  /// A file with contents.
  case file
  /// A folder.
  case directory
  /// A name that stands for another.
  case symbolicLink
  /// A Unix-domain socket.
  case socket
  /// A named pipe.
  case pipe
  /// A device.
  case device
  /// The file system does not say.
  case unknown
}
