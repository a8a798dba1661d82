import Glibc

/// Where entered lines are kept from one run of a program to the next.
///
/// Each line is added at once, so several consoles may share a file. The file holds twice as many
/// lines as are wanted at most, and nobody else may read it. A file that cannot be read or written is
/// no error: then nothing is kept.
public struct HistoryFile: Sendable, Hashable {
  /// The file's path.
  public let path: String
  /// How many lines are wanted.
  public let limit: Int
  /// The most that is read, in bytes.
  private static let most = 4 << 20

  /// A file at a path, which need not exist yet.
  public init(path: String, limit: Int = 1000) {
    self.path = path
    self.limit = max(limit, 1)
  }

  /// The file `name` in the user's folder for the state of programs: `$XDG_STATE_HOME`, or
  /// `~/.local/state` (XDG Base Directory Specification, 0.8); nil where there is no home.
  public init?(inStateFolder name: String, limit: Int = 1000) {
    let folder =
      Self.variable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? Self.variable("HOME").map { $0 + "/.local/state" }
    guard let folder else { return nil }
    self.init(path: "\(folder)/\(name)", limit: limit)
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The lines, oldest first; shortens the file where it has grown too long.
  func load() -> [String] {
    let lines = read().split(separator: "\n", omittingEmptySubsequences: true)
    let wanted = lines.suffix(limit)
    if lines.count > 2 * limit { replace(wanted.map { $0 + "\n" }.joined()) }
    return wanted.map { Self.unescaped($0) }
  }

  /// Adds a line.
  func append(_ line: String) {
    makeFolders()
    write(Self.escaped(line) + "\n", to: path, O_WRONLY | O_APPEND | O_CREAT)
  }

  // MARK: Lines of a file are lines; what was entered may have several

  private static func escaped(_ line: String) -> String {
    line.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  private static func unescaped(_ line: Substring) -> String {
    line.split(separator: "\\\\", omittingEmptySubsequences: false)
      .map { $0.replacing("\\n", with: "\n") }.joined(separator: "\\")
  }

  // MARK: The file

  private func read() -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.most) { buffer, count in
      while count < buffer.count {
        let more = Glibc.read(
          descriptor,
          buffer.baseAddress.map { $0 + count },
          buffer.count - count
        )
        guard more > 0 else { return }
        count += more
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// As a whole: nobody ever sees half of it.
  private func replace(_ text: String) {
    let temporary = "\(path).\(getpid())"
    guard write(text, to: temporary, O_WRONLY | O_TRUNC | O_CREAT) else { return }
    if rename(temporary, path) != 0 { unlink(temporary) }
  }

  @discardableResult
  private func write(_ text: String, to path: String, _ flags: Int32) -> Bool {
    let descriptor = open(path, flags | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var text = text
    return text.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) == $0.count }
  }

  private func makeFolders() {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o700)
    }
  }
}
