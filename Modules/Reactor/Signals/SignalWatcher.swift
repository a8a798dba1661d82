/// Watches for signals to the process, for as long as it is open.
///
/// ```swift
/// let interrupts = try SignalWatcher(.interrupt)
/// defer { interrupts.close() }
/// while true {
///   _ = try interrupts.next()        // Ctrl-C
///   evaluation.cancel()
/// }
/// ```
///
/// While a signal is watched it does not do what it does else; when its last watcher in the
/// process closes, that is put back. Several watchers of a signal are all told. Signals that come
/// while nobody waits in ``next()`` are kept, one of each kind, as the system does.
public final class SignalWatcher {
  private var handles: [SignalHandle] = []
  private var arrived: [Signal] = []
  private let waiting = ParkingLot()
  private var isOpen = true
  /// Told of each signal on the loop, instead of who waits in ``next()``.
  package var onArrival: ((Signal) -> Void)?

  /// Begins to watch.
  ///
  /// - Parameter signals: At least one. Signals of faults (SIGSEGV and the like), SIGKILL and
  ///   SIGSTOP cannot be watched.
  /// - Throws: ``ReactorError/system(operation:code:)`` naming the signal,
  ///   ``ReactorError/notOnFiber(operation:)`` away from a reactor's thread.
  public convenience init(_ signals: Signal...) throws(ReactorError) {
    try self.init(signals)
  }

  /// Begins to watch; as ``init(_:)-(Signal...)``.
  ///
  /// - Throws: ``ReactorError/system(operation:code:)`` naming the signal,
  ///   ``ReactorError/notOnFiber(operation:)`` away from a reactor's thread.
  public init(_ signals: [Signal]) throws(ReactorError) {
    for signal in signals {
      do {
        handles.append(try SignalHandle(signal) { [weak self] in self?.note(signal) })
      } catch {
        close()
        throw error
      }
    }
  }

  /// Waits for the next signal.
  ///
  /// Several fibres may wait; each signal goes to one of them.
  ///
  /// - Returns: Which it was.
  /// - Throws: ``StreamError/closed`` once the watcher is closed, `CancellationError`,
  ///   ``ReactorError/notOnFiber(operation:)``.
  public func next() throws -> Signal {
    while arrived.isEmpty {
      guard isOpen, handles.allSatisfy({ !$0.isClosing }) else { throw StreamError.closed }
      try waiting.park("SignalWatcher.next()")
    }
    return arrived.removeFirst()
  }

  /// Stops watching; whoever waits in ``next()`` gets ``StreamError/closed``.
  ///
  /// Later calls do nothing.
  public func close() {
    isOpen = false
    for handle in handles { handle.close() }
    waiting.unparkAll()
  }

  /// Whether somebody in the process watches `signal`.
  package static func isWatched(_ signal: Signal) -> Bool { SignalDispositions.isWatched(signal) }

  private func note(_ signal: Signal) {
    if let onArrival { return onArrival(signal) }
    if !arrived.contains(signal) { arrived.append(signal) }
    waiting.unparkFirst()
  }
}

/// Waits for one of `signals` to the process.
///
/// A signal that comes before or after the wait does what it does else: who must not miss one keeps
/// a ``SignalWatcher``.
///
/// ```swift
/// _ = try waitForSignal(.interrupt, .terminate)
/// server.stop()
/// ```
///
/// - Returns: Which it was.
/// - Throws: ``ReactorError/system(operation:code:)`` naming a signal that cannot be watched,
///   `CancellationError`, ``ReactorError/notOnFiber(operation:)``.
public func waitForSignal(_ signals: Signal...) throws -> Signal {
  let watcher = try SignalWatcher(signals)
  defer { watcher.close() }
  return try watcher.next()
}
