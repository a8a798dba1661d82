/// What the system knows of a file or folder.
///
/// Source: stat(2).
public struct FileInfo: Sendable, Hashable {
  /// What it is.
  public let kind: FileKind
  /// Its length in bytes; of folders and devices whatever the system says.
  public let size: Int64
  /// Who may do what: the twelve lowest bits, as in `0o644`.
  public let permissions: UInt32
  /// The user that it belongs to.
  public let owner: UInt32
  /// The group that it belongs to.
  public let group: UInt32
  /// How many names it has.
  public let linkCount: UInt64
  /// The number of the file on its device; the two together say which file it is.
  public let inode: UInt64
  /// The number of the device that it is on.
  public let device: UInt64
  /// When what it holds was changed last, since 1970 began in UTC.
  public let modified: Duration
  /// When it was read last, as far as the system keeps that, since 1970 began in UTC.
  public let accessed: Duration
  /// When it or what is known of it was changed last, since 1970 began in UTC.
  public let changed: Duration
}
