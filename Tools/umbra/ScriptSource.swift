import ArgumentParser
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
  init(path: String) throws {
    self.path = path
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { if descriptor != 0 { close(descriptor) } }
    var bytes: [UInt8] = []
    while true {
      let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
      }
      guard !chunk.isEmpty else { break }
      bytes += chunk
      guard bytes.count <= Self.most else {
        throw ValidationError("\(path): a script of more than 64 MiB is not run")
      }
    }
    self.bytes = Self.withoutFirstLineMark(bytes)
  }

  private static func failure(_ path: String) -> ValidationError {
    ValidationError("cannot read \(path): \(String(cString: strerror(errno)))")
  }

  /// A first line that begins with `#` is for the shell (manual, section 7); its line stays, empty.
  private static func withoutFirstLineMark(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.first == UInt8(ascii: "#") else { return bytes }
    return Array(bytes.drop { $0 != UInt8(ascii: "\n") })
  }
}
