/// A name in a folder.
public struct DirectoryEntry: Sendable, Hashable {
  /// The name alone, without the folder's.
  ///
  /// The system allows any bytes; those that are no UTF-8 are replaced, so such a name cannot be
  /// opened.
  public let name: String
  /// What it is; ``FileKind/unknown`` where only ``FileSystem/info(of:followingLinks:)`` can tell.
  public let kind: FileKind

  /// An entry.
  public init(name: String, kind: FileKind) {
    self.name = name
    self.kind = kind
  }
}
