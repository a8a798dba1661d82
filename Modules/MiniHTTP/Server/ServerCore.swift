import Glibc
import Logging

/// What all connections of a server share.
final class ServerCore {
  let router: Router
  let limits: HTTPLimits
  let logger: Logger
  let watch: Watch
  private var dateLine = DateLine()

  init(router: Router, limits: HTTPLimits, logger: Logger) {
    self.router = router
    self.limits = limits
    self.logger = logger
    watch = Watch(limits)
  }

  /// The line for Date.
  var date: [UInt8] { dateLine.bytes(at: time(nil)) }
}
