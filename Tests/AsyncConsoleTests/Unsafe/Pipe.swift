import Glibc

/// Both ends of a pipe.
struct Pipe {
  let read: Int32
  let write: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    read = ends[0]
    write = ends[1]
  }

  func fill(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(write, bytes, bytes.count)
    close(write)
  }

  /// All that is in it; its writing end is closed.
  func drain() -> String {
    close(write)
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = Glibc.read(read, &buffer, buffer.count), count > 0 {
      all += buffer[..<count]
    }
    close(read)
    return String(decoding: all, as: UTF8.self)
  }
}
