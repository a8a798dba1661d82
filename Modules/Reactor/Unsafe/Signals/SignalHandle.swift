import CUV

/// The libuv side of watching one signal.
final class SignalHandle: Handle {
  private let signal: Signal
  private var onSignal: (() -> Void)?
  private var hasStarted = false

  override var description: String { "watcher of \(signal)" }

  init(_ signal: Signal, _ onSignal: @escaping () -> Void) throws(ReactorError) {
    self.signal = signal
    self.onSignal = onSignal
    try super.init(UV_SIGNAL, "watch \(signal)") { loop, raw in
      uv_signal_init(loop, UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_signal_t.self))
    }
    do throws(ReactorError) { try start() } catch {
      close()
      throw error
    }
  }

  override func willClose() {
    onSignal = nil
    guard hasStarted else { return }
    SignalDispositions.end(signal) { uv_signal_stop(watcher) }
  }

  private var watcher: UnsafeMutablePointer<uv_signal_t> {
    UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_signal_t.self)
  }

  private func start() throws(ReactorError) {
    guard signal.isWatchable else {
      throw .system(operation: "watch \(signal)", code: .invalidArgument)
    }
    let result = SignalDispositions.begin(signal) {
      uv_signal_start(
        watcher,
        { watcher, _ in
          guard let data = watcher?.pointee.data else { return }
          Unmanaged<SignalHandle>.fromOpaque(data).takeUnretainedValue().onSignal?()
        },
        signal.rawValue
      )
    }
    try check(result, "watch \(signal)")
    hasStarted = true
  }
}
