package import Logging
import Synchronization

/// A log that tests can read.
package final class RecordingLog: LogHandler {
  private let recorded = Mutex<[String]>([])

  package init() {}

  /// A logger that writes here.
  package var logger: Logger { Logger(label: "test") { _ in self } }
  /// What was logged, as `level: message`.
  package var lines: [String] { recorded.withLock { $0 } }
  package var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  package var logLevel: Logger.Level {
    get { .trace }
    set {}
  }

  package subscript(metadataKey _: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  package func log(event: LogEvent) {
    recorded.withLock { $0.append("\(event.level): \(event.message)") }
  }
}
