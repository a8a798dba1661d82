import CUV
import Glibc

/// The libuv side of a stream of bytes: a TCP connection, a pipe, a terminal.
///
/// Reading goes on by itself while what has arrived is wanted: so a read costs no system call to
/// say that it is wanted. Where nobody takes it, reading stops at `highWater` and the peer has to
/// wait. Where there is a receiver, it is told at once instead, and nothing is kept here.
class StreamHandle: Handle {
  static let highWater = 256 << 10

  /// What it is and with whom, for errors and reports: `tcp connection to 127.0.0.1:80`.
  final var givenName: String?
  // Unchecked, as it is changed for each read: nothing is called in the middle of that.
  @exclusivity(unchecked) private(set) final var inbox: [UInt8] = []
  private(set) final var readStatus: Int32 = 0
  private final var isReading = false
  /// Who reads: the loop, or in the course of a long transfer the fibre.
  final var transfer = LongTransfer.none
  /// How many bytes were read, and written, without a wait since the others had their turn.
  final var wasRead = 0
  final var wasWritten = 0
  /// Who waits to write, while somebody writes a message of several pieces.
  final var writers: ParkingLot?
  private(set) final var reader: Parking?
  private(set) final var receiver: (any StreamReceiver)?
  /// Set by ``listen(backlog:)``.
  final var arrivals: Arrivals?

  /// Of a descriptor that others have, too: how it was set, for when this handle is done with it.
  final var restoredFlags: Int32?

  override var description: String { givenName ?? super.description }

  final var stream: UnsafeMutablePointer<uv_stream_t> {
    UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_stream_t.self)
  }

  /// Calls `body` with the owner that `init` put into a stream, in a callback of libuv.
  ///
  /// It is not counted, in what happens for each read: the loop holds the owner until the handle's last
  /// callback.
  @inline(__always)
  static func withOwner(of data: UnsafeMutableRawPointer?, _ body: (StreamHandle) -> Void) {
    guard let data else { return }
    Unmanaged<StreamHandle>.fromOpaque(data)._withUnsafeGuaranteedRef(body)
  }

  /// Whether the descriptor never blocks.
  var canReadInBulk: Bool { true }

  override func willClose() {
    readStatus = UV_ECANCELED.rawValue
    receiver = nil
    wakeReader()
    arrivals?.close()
    restoreFlags()
  }
}

extension StreamHandle {
  private final func restoreFlags() {
    var descriptor: uv_os_fd_t = -1
    guard let restoredFlags, uv_fileno(raw, &descriptor) == 0 else { return }
    _ = fcntl(descriptor, F_SETFL, restoredFlags)
  }
}

// MARK: - Reading

extension StreamHandle {
  /// Waits for bytes; all that have arrived, or nil at the end.
  final func read() throws -> [UInt8]? {
    while true {
      if let bytes = try readInBulk() { return bytes }
      if !inbox.isEmpty { return takeInput() }
      guard !isClosing else { throw StreamError.closed }
      guard readStatus == 0 else { return try end() }
      try waitForInput()
    }
  }

  private final func end() throws -> [UInt8]? {
    let code = SystemErrorCode(rawValue: readStatus)
    guard code == .endOfFile else {
      throw ReactorError.system(operation: "read from \(description)", code: code)
    }
    return nil
  }

  /// Waits until there is something to read, or the end.
  private final func waitForInput() throws {
    guard reader?.isWaiting != true, receiver == nil else { throw StreamError.alreadyReading }
    try startReading()
    wasRead = 0
    try Fiber.park("reading") { reader = $0 }
  }

  private final func takeInput() -> [UInt8] {
    defer { inbox = [] }
    return inbox
  }

  final func startReading() throws {
    guard !isReading, !isClosing, readStatus == 0 else { return }
    let result = uv_read_start(stream, allocateForRead) { stream, count, buffer in
      let base = UnsafeRawPointer(buffer?.pointee.base)
      StreamHandle.withOwner(of: stream?.pointee.data) { $0.didRead(count, base) }
    }
    try check(result, "read from \(description)")
    isReading = true
  }

  final func stopReading() {
    guard isReading else { return }
    uv_read_stop(stream)
    isReading = false
  }

  private final func didRead(_ count: Int, _ base: UnsafeRawPointer?) {
    if let receiver, count > 0, let base {
      return receiver.receive(lent(base, count).span)
    }
    if count > 0, let base {
      let bytes = UnsafeRawBufferPointer(start: base, count: count)
      if inbox.isEmpty { inbox = [UInt8](bytes) } else { inbox.append(contentsOf: bytes) }
      if count == Self.piece, canReadInBulk { transfer = .underway }
      if inbox.count >= Self.highWater { stopReading() }
    } else if count == UV_ENOBUFS.rawValue {
      // There is something, which the reader takes by itself.
      transfer = .announced
      if reader == nil { stopReading() }
    } else if count < 0 {
      readStatus = Int32(count)
      stopReading()
      tellEnd()
    }
    if count != 0 { wakeReader() }
  }

  private final func lent(_ base: UnsafeRawPointer, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt8.self), count: count)
  }

  private final func wakeReader() {
    reader?.unpark()
    reader = nil
  }
}

// MARK: - A receiver

extension StreamHandle {
  /// Has `receiver` told what arrives, and what has arrived and was not taken.
  final func startReceiving(_ receiver: any StreamReceiver) throws {
    guard reader?.isWaiting != true, self.receiver == nil else { throw StreamError.alreadyReading }
    guard !isClosing else { throw StreamError.closed }
    self.receiver = receiver
    let early = takeInput()
    if !early.isEmpty { receiver.receive(early.span) }
    guard readStatus == 0 else { return tellEnd() }
    try startReading()
  }

  private final func tellEnd() {
    guard let receiver, !isClosing else { return }
    let code = SystemErrorCode(rawValue: readStatus)
    let isEnd = code == .endOfFile
    receiver.receiveEnd(isEnd ? nil : .system(operation: "read from \(description)", code: code))
  }
}

/// All reads of a loop go through one buffer, copied from at once: what waits holds no memory.
///
/// In a long transfer there is none: libuv then says that there is something, and reads nothing.
private let allocateForRead: uv_alloc_cb = { handle, _, buffer in
  StreamHandle.withOwner(of: handle?.pointee.data) { owner in
    let memory = owner.scheduler.loop.readBuffer
    let isWanted = owner.transfer == .none || owner.receiver != nil
    buffer?.pointee = uv_buf_init(memory.baseAddress, isWanted ? UInt32(memory.count) : 0)
  }
}
