import Glibc

/// A script's file, read whole before any script runs.
struct ScriptSource {
  /// The most that is read, in bytes: a script is text that somebody wrote.
  private static let most = 64 << 20

  let path: String
  let bytes: [UInt8]

  /// What errors call it.
  var name: String { path == "-" ? "stdin" : path }

  /// Reads the file; `-` is standard input.
  ///
  /// - Throws: ``UnreadableScript``.
  init(path: String) throws {
    self.path = path
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY)
    guard descriptor >= 0 else { throw UnreadableScript(path: path) }
    defer { if descriptor != 0 { close(descriptor) } }
    var bytes: [UInt8] = []
    while true {
      var failed = false
      let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        let result = read(descriptor, buffer.baseAddress, buffer.count)
        failed = result < 0
        count = max(0, result)
      }
      if failed { throw UnreadableScript(path: path) }
      guard !chunk.isEmpty else { break }
      bytes += chunk
      guard bytes.count <= Self.most else {
        throw UnreadableScript(path: path, reason: "it has more than 64 MiB")
      }
    }
    self.bytes = Self.withoutFirstLineMark(bytes)
  }

  /// A first line that begins with `#` is for the shell (manual, section 7); its line stays, empty.
  private static func withoutFirstLineMark(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.first == UInt8(ascii: "#") else { return bytes }
    return Array(bytes.drop { $0 != UInt8(ascii: "\n") })
  }
}

/// A script's file that cannot be read: wrong usage, whose description is told as it is.
struct UnreadableScript: Error, CustomStringConvertible {
  let description: String

  /// For what the system has just refused.
  init(path: String) {
    self.init(path: path, reason: String(cString: strerror(errno)))
  }

  init(path: String, reason: String) {
    description = "cannot read \(path): \(reason)"
  }
}
