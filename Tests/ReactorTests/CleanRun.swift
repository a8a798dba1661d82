import Reactor
import Testing

/// Runs `body` on a reactor and expects that it leaves nothing open.
func cleanRun(
  clock: ReactorClock = .system,
  at location: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) throws {
  var report: ShutdownReport?
  try Reactor.run(clock: clock, onShutdown: { report = $0 }, body)
  #expect(report?.isClean == true, "\(String(describing: report))", sourceLocation: location)
}

/// What `body` throws, if it is a `Failure`.
func error<Failure: Error, T>(_ type: Failure.Type = Failure.self, from body: () throws -> T)
  -> Failure?
{
  do {
    _ = try body()
    return nil
  } catch {
    return error as? Failure
  }
}
