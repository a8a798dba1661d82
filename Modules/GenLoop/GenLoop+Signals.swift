public import Reactor

extension GenLoop {
  /// Has `handler` called on the loop whenever `signal` comes; asyncio's `add_signal_handler`.
  ///
  /// The signal then does nothing else in this process. A second handler for it takes the place of
  /// the first. The handler must not wait; it may start tasks and cancel them.
  ///
  /// ```swift
  /// try getRunningLoop().addSignalHandler(.interrupt) { _ in server.cancel() }
  /// ```
  ///
  /// - Throws: `ReactorError.system` naming a signal that cannot be watched (those of faults,
  ///   SIGKILL, SIGSTOP); `ReactorError.notOnFiber` away from the loop's thread.
  public func addSignalHandler(
    _ signal: Signal,
    _ handler: @escaping (Signal) -> Void
  ) throws {
    let watcher = try SignalWatcher(signal)
    watcher.onArrival = handler
    removeSignalHandler(signal)
    signalWatchers[signal] = watcher
  }

  /// Takes the handler away, and the signal does what it did before; asyncio's
  /// `remove_signal_handler`.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  public func removeSignalHandler(_ signal: Signal) -> Bool {
    guard let watcher = signalWatchers.removeValue(forKey: signal) else { return false }
    watcher.close()
    return true
  }

  /// Has `handler` called on the loop of this thread whenever one of `signals` comes; see
  /// ``addSignalHandler(_:_:)``.
  ///
  /// - Throws: As there; ``GenLoopError/noRunningLoop(operation:)``.
  public static func onSignal(
    _ signals: Signal...,
    call handler: @escaping (Signal) -> Void
  ) throws {
    let loop = try getRunningLoop()
    for signal in signals { try loop.addSignalHandler(signal, handler) }
  }

  func removeSignalHandlers() {
    for signal in signalWatchers.keys { removeSignalHandler(signal) }
  }
}
