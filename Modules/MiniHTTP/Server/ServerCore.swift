import Glibc
import HTTPTypes
import Logging
import Reactor

/// What all connections of a server share.
final class ServerCore {
  let router: Router
  let limits: HTTPLimits
  let logger: Logger
  let watch: Watch
  let workers: WorkerPool
  /// The body of requests without one.
  let noBody = StoredBody([])
  /// Told when a connection is over.
  var onEnd: (ServerConnection) -> Void = { _ in }
  private let dateLine = DateLine()
  /// Changed for each request, by calls that call nobody: nothing can be changed in the middle of that.
  @exclusivity(unchecked) private var spare: [ConversationMemory] = []

  /// How much memory is kept for conversations to come, and how large each may be.
  private static let (spareCount, spareSize) = (64, 64 << 10)

  init(router: Router, limits: HTTPLimits, logger: Logger) {
    self.router = router
    self.limits = limits
    self.logger = logger
    watch = Watch(limits)
    workers = WorkerPool(logger: logger)
  }

  /// The line for Date.
  var date: [UInt8] { dateLine.bytes(at: time(nil)) }

  /// Memory for a conversation: what an earlier one has left, or new.
  func lend() -> ConversationMemory {
    spare.popLast() ?? ConversationMemory(limits)
  }

  /// Keeps what a conversation has worked in, where that is worth it.
  func takeBack(_ memory: ConversationMemory) {
    guard memory.reset() <= ServerCore.spareSize, spare.count < ServerCore.spareCount else {
      return
    }
    spare.append(memory)
  }
}
