import Logging
import Synchronization

/// A log that tests can read.
final class RecordingLog: LogHandler {
  private let recorded = Mutex<[String]>([])

  /// A logger that writes here.
  var logger: Logger { Logger(label: "test") { _ in self } }
  var lines: [String] { recorded.withLock { $0 } }
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .trace }
    set {}
  }

  subscript(metadataKey _: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) {
    recorded.withLock { $0.append("\(event.level): \(event.message)") }
  }
}
