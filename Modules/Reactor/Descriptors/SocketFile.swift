import Glibc

/// The file of a listening Unix-domain socket: taken away by its listener, and by nobody who has
/// merely the same path.
struct SocketFile {
  private let path: String
  private let device: dev_t
  private let inode: ino_t

  /// Nil where there is no socket at the path.
  init?(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
    self.path = path
    device = status.st_dev
    inode = status.st_ino
  }

  /// Removes the file if the path still leads to it.
  func remove() {
    guard let now = SocketFile(path), now.device == device, now.inode == inode else { return }
    unlink(path)
  }
}
