import DequeModule
import Reactor

/// The connections of a client: how many there may be, and those that wait for a next request.
///
/// Each of those is watched by a fibre: one that its server closes, or that waits too long, is gone
/// at once. So what is taken from the pool is alive, but for a close that is on its way.
final class ConnectionPool {
  /// A connection, and the fibre that watches it.
  private final class Waiting {
    let connection: ClientConnection
    var watcher: Fiber?
    var isTaken = false

    init(_ connection: ClientConnection) {
      self.connection = connection
    }
  }

  /// The requests to one server that are under way, and those that wait for their turn.
  private struct Turns {
    var count = 0
    var queue = Deque<Parking>()
  }

  private let maxPerOrigin: Int
  private let maxIdlePerOrigin: Int
  private let idleTime: Duration
  private var turns: [HTTPOrigin: Turns] = [:]
  private var waiting: [HTTPOrigin: [Waiting]] = [:]
  private var isClosed = false

  init(maxPerOrigin: Int, maxIdlePerOrigin: Int, idleTime: Duration) {
    self.maxPerOrigin = maxPerOrigin
    self.maxIdlePerOrigin = maxIdlePerOrigin
    self.idleTime = idleTime
  }

  /// Whether a connection may be used again at all.
  var keepsAny: Bool { maxIdlePerOrigin > 0 && !isClosed }

  var count: Int { waiting.values.reduce(0) { $0 + $1.count } }

  func close() {
    isClosed = true
    for one in waiting.values.joined() {
      one.watcher?.cancel()
      one.connection.close()
    }
    waiting = [:]
  }
}

// MARK: - How many

extension ConnectionPool {
  /// Waits until there may be one more request to `origin`; who came first goes first.
  ///
  /// - Throws: `CancellationError`.
  func enter(_ origin: HTTPOrigin) throws {
    guard turns[origin, default: Turns()].count >= maxPerOrigin else {
      turns[origin, default: Turns()].count += 1
      return
    }
    // Whoever leaves gives its place to one who waits, so the count stays.
    try Fiber.park { turns[origin, default: Turns()].queue.append($0) }
  }

  /// Ends what ``enter(_:)`` began.
  func leave(_ origin: HTTPOrigin) {
    while let next = turns[origin]?.queue.popFirst() { if next.unpark() { return } }
    turns[origin]?.count -= 1
    if turns[origin]?.count == 0 { turns[origin] = nil }
  }
}

// MARK: - Those that wait

extension ConnectionPool {
  /// The connection to `origin` that was used last, if there is one.
  ///
  /// - Throws: `CancellationError`.
  func take(_ origin: HTTPOrigin) throws -> ClientConnection? {
    while let last = waiting[origin]?.popLast() {
      last.isTaken = true
      last.watcher?.cancel()
      // It may have seen the end already and not have had its turn.
      do { try last.watcher?.join() } catch {
        last.connection.close()
        throw error
      }
      if last.connection.isReusable { return last.connection }
      last.connection.close()
    }
    waiting[origin] = nil
    return nil
  }

  /// Takes a connection back, or closes it where it cannot be used or there are enough.
  func give(back connection: ClientConnection) {
    let origin = connection.origin
    guard keepsAny, connection.isReusable, waiting[origin, default: []].count < maxIdlePerOrigin
    else { return connection.close() }
    let one = Waiting(connection)
    do {
      one.watcher = try Fiber.spawn(name: "http idle connection") { [self] in watch(one, origin) }
      waiting[origin, default: []].append(one)
    } catch {
      connection.close()
    }
  }

  /// Whatever ends the wait but being taken, the connection is of no more use.
  private func watch(_ one: Waiting, _ origin: HTTPOrigin) {
    do {
      try withTimeLimit(idleTime) { _ in try one.connection.watch() }
    } catch {
      if one.isTaken { return }
    }
    one.connection.close()
    waiting[origin]?.removeAll { $0 === one }
  }
}
