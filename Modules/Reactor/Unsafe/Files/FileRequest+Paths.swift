import CUV
import Glibc

// The calls by path, each named for the system's. C would cut a path short at a zero byte, so one
// with a zero byte is refused.

extension FileRequest {
  static func open(_ path: String, _ access: FileAccess, _ permissions: UInt32) throws -> Int32 {
    try check(path, "open")
    let mode = Int32(truncatingIfNeeded: permissions)
    let flags = access.flags | O_CLOEXEC
    return Int32(try run("open \(path)") { uv_fs_open($0, $1, path, flags, mode, $2) })
  }

  static func rename(_ path: String, _ newPath: String) throws {
    try check(path, "rename")
    try check(newPath, "rename")
    try run("rename \(path) to \(newPath)") { uv_fs_rename($0, $1, path, newPath, $2) }
  }

  static func copy(_ path: String, _ newPath: String, replacing: Bool) throws {
    try check(path, "copy")
    try check(newPath, "copy")
    let flags = UV_FS_COPYFILE_FICLONE | (replacing ? 0 : UV_FS_COPYFILE_EXCL)
    try run("copy \(path) to \(newPath)") { uv_fs_copyfile($0, $1, path, newPath, flags, $2) }
  }

  static func unlink(_ path: String) throws {
    try check(path, "remove")
    try run("remove \(path)") { uv_fs_unlink($0, $1, path, $2) }
  }

  static func symlink(_ target: String, _ path: String) throws {
    try check(target, "link")
    try check(path, "link")
    try run("link \(path) to \(target)") { uv_fs_symlink($0, $1, target, path, 0, $2) }
  }

  static func readlink(_ path: String) throws -> String {
    try check(path, "read link")
    return try run("read link \(path)", { uv_fs_readlink($0, $1, path, $2) }, result: text)
  }

  static func realpath(_ path: String) throws -> String {
    try check(path, "resolve")
    return try run("resolve \(path)", { uv_fs_realpath($0, $1, path, $2) }, result: text)
  }

  static func chmod(_ path: String, _ permissions: UInt32) throws {
    try check(path, "change permissions of")
    let mode = Int32(truncatingIfNeeded: permissions)
    try run("change permissions of \(path)") { uv_fs_chmod($0, $1, path, mode, $2) }
  }

  static func info(_ path: String, followingLinks: Bool) throws -> FileInfo {
    try check(path, "look at")
    return try run(
      "look at \(path)",
      { followingLinks ? uv_fs_stat($0, $1, path, $2) : uv_fs_lstat($0, $1, path, $2) },
      result: { FileInfo($0.pointee.statbuf) }
    )
  }

  // MARK: Folders

  static func mkdir(_ path: String, _ permissions: UInt32) throws {
    try check(path, "create directory")
    let mode = Int32(truncatingIfNeeded: permissions)
    try run("create directory \(path)") { uv_fs_mkdir($0, $1, path, mode, $2) }
  }

  static func rmdir(_ path: String) throws {
    try check(path, "remove directory")
    try run("remove directory \(path)") { uv_fs_rmdir($0, $1, path, $2) }
  }

  static func mkdtemp(_ prefix: String) throws -> String {
    try check(prefix, "create a directory at")
    return try run(
      "create a directory at \(prefix)",
      { uv_fs_mkdtemp($0, $1, "\(prefix)XXXXXX", $2) },
      result: { String(cString: $0.pointee.path) }
    )
  }

  static func scan(_ path: String) throws -> [DirectoryEntry] {
    try check(path, "list")
    return try run("list \(path)", { uv_fs_scandir($0, $1, path, 0, $2) }, result: entries)
  }

  private static func entries(_ request: UnsafeMutablePointer<uv_fs_t>) -> [DirectoryEntry] {
    var entries: [DirectoryEntry] = []
    var entry = uv_dirent_t()
    while uv_fs_scandir_next(request, &entry) == 0 { entries.append(DirectoryEntry(entry)) }
    return entries
  }

  private static func check(_ path: String, _ operation: String) throws {
    guard path.utf8.contains(0) else { return }
    throw ReactorError.system(operation: "\(operation) \(path)", code: .invalidArgument)
  }

  private static func text(_ request: UnsafeMutablePointer<uv_fs_t>) -> String {
    guard let pointer = request.pointee.ptr else { return "" }
    return String(cString: pointer.assumingMemoryBound(to: CChar.self))
  }
}

extension FileAccess {
  fileprivate var flags: Int32 {
    switch self {
    case .read: O_RDONLY
    case .write: O_WRONLY | O_CREAT | O_TRUNC
    case .create: O_WRONLY | O_CREAT | O_EXCL
    case .append: O_WRONLY | O_CREAT | O_APPEND
    case .update: O_RDWR | O_CREAT
    }
  }
}

extension DirectoryEntry {
  fileprivate init(_ entry: uv_dirent_t) {
    let kind: FileKind =
      switch entry.type {
      case UV_DIRENT_FILE: .file
      case UV_DIRENT_DIR: .directory
      case UV_DIRENT_LINK: .symbolicLink
      case UV_DIRENT_SOCKET: .socket
      case UV_DIRENT_FIFO: .pipe
      case UV_DIRENT_CHAR, UV_DIRENT_BLOCK: .device
      default: .unknown
      }
    self.init(name: entry.name.map { String(cString: $0) } ?? "", kind: kind)
  }
}
