/// Files by their names: each call runs on libuv's pool of threads while its fibre waits.
///
/// ```swift
/// let settings = try FileSystem.read("settings.json")
/// try FileSystem.write(settings, to: "settings.backup")
/// for entry in try FileSystem.entries(of: ".") { print(entry.name) }
/// ```
///
/// Relative paths start at the process's working directory. All of them throw
/// ``ReactorError/system(operation:code:)`` naming the path, `CancellationError`, and
/// ``ReactorError/notOnFiber(operation:)`` outside of a fibre.
public enum FileSystem {
  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The most bytes to read.
  /// - Returns: All that it holds.
  /// - Throws: ``ReactorError``, `CancellationError`; ``StreamError/tooLong(limit:)``.
  public static func read(_ path: String, limit: Int = .max) throws -> [UInt8] {
    let file = try File.open(path)
    defer { file.close() }
    // One byte more than there should be: so that the first read says that this was all. Files
    // of /proc claim to hold nothing.
    let size = Int(clamping: try file.info().size)
    guard size <= limit else { throw StreamError.tooLong(limit: limit) }
    var bytes = try file.read(size + 1, at: 0)
    while !bytes.isEmpty, bytes.count != size {
      guard bytes.count <= limit else { throw StreamError.tooLong(limit: limit) }
      let more = try file.read(64 << 10, at: Int64(bytes.count))
      guard !more.isEmpty else { break }
      bytes += more
    }
    return bytes
  }

  /// Reads a whole file as text.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The most bytes to read.
  /// - Returns: The text; bytes that are no UTF-8 are replaced.
  /// - Throws: ``ReactorError``, `CancellationError`; ``StreamError/tooLong(limit:)``.
  public static func readText(_ path: String, limit: Int = .max) throws -> String {
    String(decoding: try read(path, limit: limit), as: UTF8.self)
  }

  /// Writes a whole file: whoever reads it sees the old contents or the new ones, and never a part.
  ///
  /// The contents go to a file beside it first (so the folder must be writable), which then takes
  /// its place, with the permissions that the old one had.
  ///
  /// - Parameters:
  ///   - bytes: What it is to hold.
  ///   - path: The file, made if it is not there.
  ///   - permissions: Of a file that is made by this, less the process's umask.
  /// - Throws: ``ReactorError``, `CancellationError`; the file is as it was then.
  public static func write(_ bytes: [UInt8], to path: String, permissions: UInt32 = 0o666) throws {
    let path = try followed(path)
    let old = try? info(of: path).permissions
    let temporary = "\(path).\(UInt64.random(in: 0 ... .max))"
    do {
      let file = try File.open(temporary, for: .create, permissions: permissions)
      defer { file.close() }
      try file.write(bytes, at: 0)
      if let old { try changePermissions(of: temporary, to: old) }
      try file.synchronize()
      try rename(temporary, to: path)
    } catch {
      try? withShield { try remove(temporary) }
      guard case ReactorError.system(_, let code) = error else { throw error }
      throw ReactorError.system(operation: "write \(path)", code: code)
    }
  }

  /// Writes a text in UTF-8 as a whole file, as bytes are written.
  ///
  /// - Throws: ``ReactorError``, `CancellationError`; the file is as it was then.
  public static func write(_ text: String, to path: String, permissions: UInt32 = 0o666) throws {
    try write(Array(text.utf8), to: path, permissions: permissions)
  }

  /// The file that a symbolic link stands for, so that writing it leaves the link a link.
  private static func followed(_ path: String) throws -> String {
    guard try exists(path), try info(of: path, followingLinks: false).kind == .symbolicLink else {
      return path
    }
    return try realPath(of: path)
  }
}
