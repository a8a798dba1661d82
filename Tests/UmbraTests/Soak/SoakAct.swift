import TestSupport
import Umbra

/// Something that a worker does: it throws if that does not go as it must.
struct SoakAct: Sendable {
  typealias Body = @Sendable (SoakHost, inout SeededGenerator) async throws -> Void

  let name: String
  let body: Body

  init(_ name: String, _ body: @escaping Body) {
    self.name = name
    self.body = body
  }

  static let all = scripts + exchanges + threads + consoles
}

/// What an act found that cannot be.
struct Wrong: Error {
  let what: String

  init(_ what: String) { self.what = what }
}

/// Runs `body` in a task of its own, which may be cancelled meanwhile.
///
/// - Returns: What came of it; nil where it was cancelled, and threw.
func interrupted<T: Sendable>(
  _ random: inout SeededGenerator,
  _ body: @escaping @Sendable () async throws -> T
) async throws -> T? {
  let task = Task { try await body() }
  let isPatient = Int.random(in: 0..<3, using: &random) == 0
  if !isPatient {
    try? await Task.sleep(for: .microseconds(Int.random(in: 0...20_000, using: &random)))
    task.cancel()
  }
  do { return try await task.value } catch {
    if isPatient { throw error }
    return nil
  }
}
