import CUV
import Glibc

extension FileInfo {
  /// From what the system tells.
  init(_ status: uv_stat_t) {
    kind =
      switch UInt32(truncatingIfNeeded: status.st_mode) & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFSOCK: .socket
      case S_IFIFO: .pipe
      case S_IFCHR, S_IFBLK: .device
      default: .unknown
      }
    size = Int64(clamping: status.st_size)
    permissions = UInt32(truncatingIfNeeded: status.st_mode) & 0o7777
    owner = UInt32(truncatingIfNeeded: status.st_uid)
    group = UInt32(truncatingIfNeeded: status.st_gid)
    linkCount = status.st_nlink
    inode = status.st_ino
    device = status.st_dev
    modified = Duration(status.st_mtim)
    accessed = Duration(status.st_atim)
    changed = Duration(status.st_ctim)
  }
}

extension Duration {
  fileprivate init(_ time: uv_timespec_t) {
    self = .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
