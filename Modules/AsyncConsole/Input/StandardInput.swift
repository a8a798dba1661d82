import Reactor

/// The process's standard input, by lines, for consoles that have no other; whoever waits holds no
/// thread.
actor StandardInput {
  static let shared = StandardInput()

  private var reader: LoopBound<LineReader>?

  /// Waits for a line.
  ///
  /// - Throws: ``EndOfInput``; `CancellationError`, and then no input is lost; `StreamError`.
  func nextLine() async throws -> String {
    let reactor = try Reactor.shared
    let reader = try await reader(on: reactor)
    return try await reactor.run(name: "standard input") { try reader.value.next() }
  }

  private func reader(on reactor: Reactor) async throws -> LoopBound<LineReader> {
    if let reader { return reader }
    let made = try await reactor.run {
      LoopBound(LineReader(try DescriptorStream.standardInput()), of: reactor)
    }
    reader = reader ?? made
    return reader ?? made
  }
}
