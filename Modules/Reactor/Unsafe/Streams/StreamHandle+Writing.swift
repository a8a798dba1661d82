import CUV

extension StreamHandle {
  /// Sends all of `bytes`; waits for what the system does not take at once.
  ///
  /// They stay where they are: the caller's frame holds them while the fibre waits. A cancelled
  /// write leaves the peer with a part of a message, so it closes the stream.
  final func write(_ bytes: UnsafeRawBufferPointer) throws {
    if bytes.count > Self.piece || writers != nil { return try writeInTurn(bytes) }
    try write(piece: bytes)
  }

  /// Sends a message of several pieces, between which no other writer's come.
  private final func writeInTurn(_ bytes: UnsafeRawBufferPointer) throws {
    if let writers { try writers.park("write(_:)") } else { writers = ParkingLot() }
    defer { if writers?.unparkFirst() == false { writers = nil } }
    for start in stride(from: 0, to: bytes.count, by: Self.piece) {
      let end = min(bytes.count, start + Self.piece)
      try write(piece: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
    }
  }

  private final func write(piece: UnsafeRawBufferPointer) throws {
    let sent = try tryWrite(piece)
    guard sent == piece.count else {
      return try finish(UnsafeRawBufferPointer(rebasing: piece[sent...]))
    }
    wasWritten += sent
    guard wasWritten >= Self.patience else { return }
    wasWritten = 0
    Fiber.current?.giveWay()
  }

  final func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  final func write(_ bytes: ArraySlice<UInt8>) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  final func tryWrite(_ bytes: [UInt8]) throws -> Int {
    guard writers == nil else { return 0 }
    return try bytes.withUnsafeBytes { try tryWrite($0) }
  }

  /// Sends what the system takes at once, at most 1 GiB: libuv counts in 32 bits.
  final func tryWrite(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    guard !isClosing else { throw StreamError.closed }
    guard !bytes.isEmpty else { return 0 }
    var buffer = uvBuffer(bytes.prefix(1 << 30))
    let sent = uv_try_write(stream, &buffer, 1)
    if sent == UV_EAGAIN.rawValue { return 0 }
    return Int(try check(sent, "write to \(description)"))
  }

  private final func finish(_ rest: UnsafeRawBufferPointer) throws {
    wasWritten = 0
    var buffer = uvBuffer(rest[...])
    try StreamRequest.run(UV_WRITE, of: self, "write(_:)", "write to \(description)") {
      uv_write($0, stream, &buffer, 1) { StreamRequest.end($0?.pointee.data, $1) }
    }
  }

  private final func uvBuffer(_ bytes: Slice<UnsafeRawBufferPointer>) -> uv_buf_t {
    let part = UnsafeRawBufferPointer(rebasing: bytes)
    let base = UnsafeMutableRawPointer(mutating: part.baseAddress)
    return uv_buf_init(base?.assumingMemoryBound(to: CChar.self), UInt32(part.count))
  }

  /// Ends the writing side when all that was written is sent, and waits for nothing.
  final func startShutdownOfWriting() throws {
    guard !isClosing else { throw StreamError.closed }
    let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
    let result = uv_shutdown(request, stream) { request, _ in request?.deallocate() }
    if result != 0 { request.deallocate() }
    try check(result, "end the writing to \(description)")
  }

  /// Ends the writing side, when all that was written is sent.
  final func shutdownWrite() throws {
    guard !isClosing else { throw StreamError.closed }
    try StreamRequest.run(
      UV_SHUTDOWN,
      of: self,
      "shutdownWrite()",
      "end the writing to \(description)"
    ) { uv_shutdown($0, stream) { StreamRequest.end($0?.pointee.data, $1) } }
  }
}
