import Glibc
import Reactor

extension TerminalSession {
  private static let interruptKey: UInt8 = 3
  private static let quitKey: UInt8 = 0x1C
  private static let suspendKey: UInt8 = 0x1A

  // MARK: At the prompt

  /// Waits for keys; SIGINT from elsewhere is Ctrl-C.
  func keys(or interrupts: SignalWatcher) throws -> [UInt8]? {
    try withCancelScope { scope in
      let watch = try Fiber.spawn(name: "SIGINT") {
        if (try? interrupts.next()) != nil { scope.cancel() }
      }
      defer { watch.cancel() }
      do { return try input.read() } catch is CancellationError where scope.isCancelled {
        return [Self.interruptKey]
      }
    }
  }

  // MARK: While code runs

  /// From now on SIGINT does not end the process.
  func beginWatch() throws {
    interrupts = try SignalWatcher(.interrupt)
  }

  func endWatch() {
    interrupts?.close()
    interrupts = nil
  }

  /// Until it is cancelled: tells of each Ctrl-C and SIGINT; other keys are kept for the next line.
  func watch(_ onInterrupt: @escaping () -> Void) throws {
    guard let interrupts else { return }
    let fiber = try Fiber.spawn(name: "SIGINT") {
      while (try? interrupts.next()) != nil { onInterrupt() }
    }
    defer { fiber.cancel() }
    guard isInteractive, !hasEnded else { return try Fiber.park { _ in } }
    while let bytes = try input.read() { try take(bytes, onInterrupt) }
    hasEnded = true
    try Fiber.park { _ in }
  }

  private func take(_ bytes: [UInt8], _ onInterrupt: () -> Void) throws {
    var rest = bytes[...]
    if let last = rest.lastIndex(of: Self.interruptKey) {
      editor.forgetWaiting()
      onInterrupt()
      rest = rest[(last + 1)...]
    }
    if rest.contains(Self.quitKey) { kill(getpid(), SIGQUIT) }
    if rest.contains(Self.suspendKey) { try suspend() }
    _ = editor.receive(rest.filter { $0 != Self.suspendKey })
  }

  // MARK: At the process's end

  /// From now on the terminal is put back before a signal ends the process.
  func restoreBeforeEnd() throws {
    guard ends == nil else { return }
    let watcher = try SignalWatcher(.terminate, .hangUp)
    ends = watcher
    try Fiber.spawn(name: "SIGTERM") { [self] in
      if let signal = try? watcher.next() { restore(before: signal) }
    }
  }

  /// Where somebody else watches the signal too, the end is theirs.
  private func restore(before signal: Signal) {
    ends?.close()
    guard !SignalWatcher.isWatched(signal) else { return }
    try? input.setMode(.normal)
    // A terminal that takes nothing (Ctrl-S) does not keep the process.
    try? withTimeLimit(.milliseconds(100)) { _ in try write(LineScreen.pasteOff + "\r\n") }
    kill(getpid(), signal.rawValue)
  }
}
