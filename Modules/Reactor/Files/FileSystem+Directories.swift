extension FileSystem {
  /// What a folder holds, sorted by name.
  ///
  /// - Returns: The entries, without `.` and `..`.
  /// - Throws: ``ReactorError``, `CancellationError`.
  public static func entries(of path: String) throws -> [DirectoryEntry] {
    try FileRequest.scan(path).sorted { $0.name < $1.name }
  }

  /// Makes a folder.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - withIntermediates: Whether the folders that it is in are made where they are missing, and
  ///     one that is there already will do.
  ///   - permissions: Of what is made, less the process's umask.
  /// - Throws: ``ReactorError``, `CancellationError`.
  public static func createDirectory(
    _ path: String,
    withIntermediates: Bool = false,
    permissions: UInt32 = 0o777
  ) throws {
    do { try FileRequest.mkdir(path, permissions) } catch ReactorError.system(_, .alreadyExists)
      where withIntermediates
    {
      guard try info(of: path).kind == .directory else { throw alreadyExists(path) }
    } catch ReactorError.system(_, .notFound) where withIntermediates {
      guard let parent = parent(of: path) else { throw notFound(path) }
      try createDirectory(parent, withIntermediates: true, permissions: permissions)
      try createDirectory(path, withIntermediates: true, permissions: permissions)
    }
  }

  /// Removes an empty folder.
  ///
  /// - Throws: ``ReactorError`` (`ENOTEMPTY` where it holds something), `CancellationError`.
  public static func removeDirectory(_ path: String) throws { try FileRequest.rmdir(path) }

  /// Removes a folder and all that it holds, and no file that a symbolic link in it stands for.
  ///
  /// - Throws: ``ReactorError``, `CancellationError`, where a part may have been removed.
  public static func removeTree(_ path: String) throws {
    for entry in try entries(of: path) {
      let inner = "\(path)/\(entry.name)"
      let kind =
        entry.kind == .unknown ? try info(of: inner, followingLinks: false).kind : entry.kind
      if kind == .directory { try removeTree(inner) } else { try remove(inner) }
    }
    try removeDirectory(path)
  }

  /// Makes a new folder that only this user may look into.
  ///
  /// - Parameter prefix: How its path begins; six characters are added.
  /// - Returns: Its path.
  /// - Throws: ``ReactorError``, `CancellationError`.
  public static func createTemporaryDirectory(prefix: String = "/tmp/umbra-") throws -> String {
    try FileRequest.mkdtemp(prefix)
  }

  private static func parent(of path: String) -> String? {
    let trimmed = path.dropLast(while: { $0 == "/" })
    guard let slash = trimmed.lastIndex(of: "/"), slash > path.startIndex else { return nil }
    return String(trimmed[..<slash])
  }

  private static func alreadyExists(_ path: String) -> ReactorError {
    .system(operation: "create directory \(path)", code: .alreadyExists)
  }

  private static func notFound(_ path: String) -> ReactorError {
    .system(operation: "create directory \(path)", code: .notFound)
  }
}

extension String {
  /// Without the last characters that are as `isDropped` says.
  fileprivate func dropLast(while isDropped: (Character) -> Bool) -> Substring {
    var end = endIndex
    while end > startIndex, isDropped(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
