import Reactor

/// The way of a session's output from the code that runs to the console's `write`: live, in order,
/// and never far ahead.
///
/// What comes while the console still writes is joined to larger pieces. Where more than `highWater`
/// bytes wait, a writer on a fibre waits too; other writers never do.
final class OutputChannel: Sendable {
  enum Stream: Sendable {
    case output
    case error
  }

  struct Piece: Sendable {
    let stream: Stream
    var bytes: [UInt8]
  }

  static let highWater = 64 << 10

  fileprivate struct State {
    var pieces: [Piece] = []
    var count = 0
    var reader: CheckedContinuation<Void, Never>?
    var writers: [RemoteParking] = []
    var isFinished = false
    var isClosed = false
  }

  private let state = Guarded(State())

  /// Takes bytes; in order with those of the other stream.
  func write(_ bytes: [UInt8], to stream: Stream) {
    let (reader, mustWait) = state.withLock { state in
      guard !state.isClosed, !bytes.isEmpty else { return (state.takeReader(), false) }
      state.append(bytes, stream)
      return (state.takeReader(), state.count > Self.highWater)
    }
    reader?.resume()
    if mustWait, Fiber.current != nil { waitForReader() }
  }

  /// A cancelled wait just ends: the code is stopped then at its next step.
  private func waitForReader() {
    try? Fiber.park("writing output") { parking in
      guard let remote = RemoteParking(parking) else { return }
      let mustWait = state.withLock { state in
        guard state.count > Self.highWater, !state.isClosed else { return false }
        state.writers.append(remote)
        return true
      }
      if !mustWait { parking.unpark() }
    }
  }

  /// No more will be written.
  func finish() {
    state.withLock { state in
      state.isFinished = true
      return state.takeReader()
    }?.resume()
  }

  /// Nobody will read any more: what is written from now on is dropped.
  func close() {
    let writers = state.withLock { state in
      state.isClosed = true
      return state.takeWriters()
    }
    for writer in writers { writer.unpark() }
  }

  /// Waits for what was written since the last time; nil once there will be no more.
  ///
  /// For one reader.
  nonisolated(nonsending) func next() async -> [Piece]? {
    while true {
      let (pieces, writers, isFinished) = state.withLock { state in
        defer { (state.pieces, state.count) = ([], 0) }
        return (state.pieces, state.takeWriters(), state.isFinished)
      }
      for writer in writers { writer.unpark() }
      if !pieces.isEmpty { return pieces }
      if isFinished { return nil }
      await waitForWriter()
    }
  }

  nonisolated(nonsending) private func waitForWriter() async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        guard state.pieces.isEmpty, !state.isFinished else { return true }
        state.reader = continuation
        return false
      }
      if isThere { continuation.resume() }
    }
  }
}

extension OutputChannel.State {
  fileprivate mutating func append(_ bytes: [UInt8], _ stream: OutputChannel.Stream) {
    count += bytes.count
    guard let last = pieces.indices.last, pieces[last].stream == stream else {
      return pieces.append(OutputChannel.Piece(stream: stream, bytes: bytes))
    }
    pieces[last].bytes += bytes
  }

  fileprivate mutating func takeReader() -> CheckedContinuation<Void, Never>? {
    defer { reader = nil }
    return reader
  }

  fileprivate mutating func takeWriters() -> [RemoteParking] {
    defer { writers = [] }
    return writers
  }
}
