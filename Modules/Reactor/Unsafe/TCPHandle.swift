import CUV
import Glibc

/// The libuv side of a TCP connection.
///
/// Reading goes on by itself while what has arrived is wanted: so a read costs no system call to
/// say that it is wanted. Where nobody takes it, reading stops at `highWater` and the peer has to
/// wait. Where there is a receiver, it is told at once instead, and nothing is kept here.
final class TCPHandle: Handle {
  static let highWater = 256 << 10

  private(set) var inbox: [UInt8] = []
  private(set) var readStatus: Int32 = 0
  private var isReading = false
  private var reader: Parking?
  private var receiver: (any StreamReceiver)?
  private var name: String?

  /// Made when somebody asks: most connections are never named.
  override var description: String {
    if let name { return name }
    guard let peer = try? peerAddress() else { return "tcp connection" }
    return "tcp connection from \(peer)"
  }

  init() throws(ReactorError) {
    try super.init(UV_TCP, "open a TCP socket") { loop, raw in
      uv_tcp_init(loop, UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_tcp_t.self))
    }
  }

  var tcp: UnsafeMutablePointer<uv_tcp_t> {
    UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_tcp_t.self)
  }

  var stream: UnsafeMutablePointer<uv_stream_t> {
    UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_stream_t.self)
  }

  private static func owner(of stream: UnsafeMutablePointer<uv_stream_t>?) -> TCPHandle? {
    guard let data = stream?.pointee.data else { return nil }
    return Unmanaged<TCPHandle>.fromOpaque(data).takeUnretainedValue()
  }

  override func willClose() {
    readStatus = UV_ECANCELED.rawValue
    receiver = nil
    wakeReader()
  }

  // MARK: Addresses

  func localAddress() throws -> SocketAddress { try address(uv_tcp_getsockname) }
  func peerAddress() throws -> SocketAddress { try address(uv_tcp_getpeername) }

  private func address(
    _ ask: (UnsafePointer<uv_tcp_t>, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<Int32>) ->
      Int32
  ) throws -> SocketAddress {
    var raw = RawAddress()
    var length = Int32(MemoryLayout<sockaddr_storage>.size)
    let result = raw.withPointer { ask(tcp, $0, &length) }
    try check(result, "name a socket's address")
    return raw.address ?? SocketAddress(host: "?", port: 0)
  }

  func setName(_ name: String) { self.name = name }

  // MARK: Reading

  /// Waits until there is something in the inbox, or the end.
  func waitForInput() throws {
    guard inbox.isEmpty, readStatus == 0 else { return }
    guard reader?.isWaiting != true, receiver == nil else { throw StreamError.alreadyReading }
    try startReading()
    try Fiber.park("reading") { reader = $0 }
  }

  /// Takes what has arrived.
  func takeInput() -> [UInt8] {
    defer { inbox = [] }
    return inbox
  }

  /// Has `receiver` told what arrives, and what has arrived and was not taken.
  func startReceiving(_ receiver: any StreamReceiver) throws {
    guard reader?.isWaiting != true, self.receiver == nil else { throw StreamError.alreadyReading }
    guard !isClosing else { throw StreamError.closed }
    self.receiver = receiver
    let early = takeInput()
    if !early.isEmpty { receiver.receive(early.span) }
    guard readStatus == 0 else { return tellEnd() }
    try startReading()
  }

  func startReading() throws {
    guard !isReading, !isClosing, readStatus == 0 else { return }
    let result = uv_read_start(stream, allocateForRead) { stream, count, buffer in
      guard let owner = TCPHandle.owner(of: stream), let buffer else { return }
      owner.didRead(count, UnsafeRawPointer(buffer.pointee.base))
    }
    try check(result, "read from \(description)")
    isReading = true
  }

  private func didRead(_ count: Int, _ base: UnsafeRawPointer?) {
    if let receiver, count > 0, let base {
      return receiver.receive(lent(base, count).span)
    }
    if count > 0, let base {
      inbox.append(contentsOf: UnsafeRawBufferPointer(start: base, count: count))
      if inbox.count >= Self.highWater { stopReading() }
    } else if count < 0 {
      readStatus = Int32(count)
      stopReading()
      tellEnd()
    }
    if count != 0 { wakeReader() }
  }

  private func lent(_ base: UnsafeRawPointer, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt8.self), count: count)
  }

  private func tellEnd() {
    guard let receiver, !isClosing else { return }
    let code = SystemErrorCode(rawValue: readStatus)
    let isEnd = code == .endOfFile
    receiver.receiveEnd(isEnd ? nil : .system(operation: "read from \(description)", code: code))
  }

  func stopReading() {
    uv_read_stop(stream)
    isReading = false
  }

  private func wakeReader() {
    reader?.unpark()
    reader = nil
  }
}

/// All reads of a loop go through one buffer, copied from at once: what waits holds no memory.
private let allocateForRead: uv_alloc_cb = { handle, _, buffer in
  guard let handle, let owner = Handle.owner(of: handle), let buffer else { return }
  let memory = owner.scheduler.loop.readBuffer
  buffer.pointee = uv_buf_init(memory.baseAddress, UInt32(memory.count))
}
