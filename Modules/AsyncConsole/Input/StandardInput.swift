/// The process's standard input, by lines.
actor StandardInput {
  static let shared = StandardInput()
  func nextLine() throws -> String {
    guard let line = readLine() else { throw EndOfInput() }
    return line
  }
}
