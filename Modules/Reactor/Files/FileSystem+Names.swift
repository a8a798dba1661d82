extension FileSystem {
  /// Whether there is something at a path that can be reached; false also where that is forbidden
  /// to look at, or where a symbolic link leads nowhere.
  ///
  /// - Throws: `CancellationError`, ``ReactorError/notOnFiber(operation:)``.
  public static func exists(_ path: String) throws -> Bool {
    do { _ = try info(of: path) } catch ReactorError.system { return false }
    return true
  }

  /// Gives a file or folder another name on the same disk; what had that name is replaced.
  ///
  /// - Throws: ``ReactorError``, `CancellationError`.
  public static func rename(_ path: String, to newPath: String) throws {
    try FileRequest.rename(path, newPath)
  }

  /// Removes a name; the file goes with its last one.
  ///
  /// - Throws: ``ReactorError`` (folders are ``removeDirectory(_:)``'s), `CancellationError`.
  public static func remove(_ path: String) throws { try FileRequest.unlink(path) }

  /// Copies a file with its permissions; shares the blocks on disks that can.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - newPath: The copy.
  ///   - replacing: Whether a file that is there is overwritten.
  /// - Throws: ``ReactorError``, `CancellationError`.
  public static func copy(_ path: String, to newPath: String, replacing: Bool = false) throws {
    try FileRequest.copy(path, newPath, replacing: replacing)
  }

  /// Makes a name that stands for another path.
  ///
  /// - Parameters:
  ///   - target: What it stands for, there or not; a relative path starts at the link's folder.
  ///   - path: The new name.
  /// - Throws: ``ReactorError``, `CancellationError`.
  public static func createSymbolicLink(to target: String, at path: String) throws {
    try FileRequest.symlink(target, path)
  }

  /// What a symbolic link stands for, as it was made.
  ///
  /// - Returns: The path, possibly relative to the link's folder.
  /// - Throws: ``ReactorError`` (`EINVAL` where it is no link), `CancellationError`.
  public static func target(ofSymbolicLink path: String) throws -> String {
    try FileRequest.readlink(path)
  }

  /// The path without symbolic links and dots, from the root.
  ///
  /// - Returns: The path.
  /// - Throws: ``ReactorError``, `CancellationError`.
  public static func realPath(of path: String) throws -> String { try FileRequest.realpath(path) }

  /// What the system knows of a file or folder.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - followingLinks: Whether a symbolic link is asked about what it stands for.
  /// - Returns: What it knows.
  /// - Throws: ``ReactorError``, `CancellationError`.
  public static func info(of path: String, followingLinks: Bool = true) throws -> FileInfo {
    try FileRequest.info(path, followingLinks: followingLinks)
  }

  /// Sets who may do what with a file or folder.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - permissions: As in `0o644`.
  /// - Throws: ``ReactorError``, `CancellationError`.
  public static func changePermissions(of path: String, to permissions: UInt32) throws {
    try FileRequest.chmod(path, permissions)
  }
}
