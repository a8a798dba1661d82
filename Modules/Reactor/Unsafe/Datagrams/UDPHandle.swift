import CUV
import DequeModule
import Glibc

/// The libuv side of a UDP socket.
///
/// Receiving begins with the first wait and goes on by itself, until `highWater` bytes are kept.
final class UDPHandle: Handle {
  static let highWater = 1 << 20
  /// What keeping a message costs besides its bytes.
  private static let overhead = 64

  private enum Arrival {
    case message(Datagram)
    case failure(Int32)
  }

  private var arrived = Deque<Arrival>()
  private var keptBytes = 0
  private var isReceiving = false
  private let receivers = ParkingLot()
  private var name = "udp socket"

  override var description: String { name }

  init() throws(ReactorError) {
    try super.init(UV_UDP, "open a UDP socket") { loop, raw in
      uv_udp_init(loop, UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_udp_t.self))
    }
  }

  var udp: UnsafeMutablePointer<uv_udp_t> {
    UnsafeMutableRawPointer(raw).assumingMemoryBound(to: uv_udp_t.self)
  }

  override func willClose() {
    receivers.unparkAll()
  }
}

// MARK: - Opening

extension UDPHandle {
  func bind(to address: RawAddress, reusesAddress: Bool) throws(ReactorError) {
    var address = address
    let place = address.address?.description ?? "?"
    let flags = reusesAddress ? UV_UDP_REUSEADDR.rawValue : 0
    let result = address.withPointer { uv_udp_bind(udp, $0, flags) }
    try check(result, "bind a UDP socket to \(place)")
    name = "udp socket on \((try? localAddress().description) ?? place)"
  }

  func connect(to address: RawAddress) throws(ReactorError) {
    var address = address
    let place = address.address?.description ?? "?"
    name = "udp socket to \(place)"
    let result = address.withPointer { uv_udp_connect(udp, $0) }
    try check(result, "connect a UDP socket to \(place)")
  }

  func localAddress() throws -> SocketAddress { try address("local", uv_udp_getsockname) }
  func peerAddress() throws -> SocketAddress { try address("peer", uv_udp_getpeername) }

  private func address(
    _ which: String,
    _ ask: (UnsafePointer<uv_udp_t>, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<Int32>) ->
      Int32
  ) throws -> SocketAddress {
    guard !isClosing else { throw StreamError.closed }
    var raw = RawAddress()
    var length = Int32(MemoryLayout<sockaddr_storage>.size)
    let result = raw.withPointer { ask(udp, $0, &length) }
    try check(result, "tell the \(which) address of \(name)")
    return raw.address ?? SocketAddress(host: "?", port: 0)
  }
}

// MARK: - Receiving

extension UDPHandle {
  func receive() throws -> Datagram {
    while true {
      guard !isClosing else { throw StreamError.closed }
      if let next = arrived.popFirst() { return try take(next) }
      try startReceiving()
      try receivers.park("receive()")
    }
  }

  private func take(_ arrival: Arrival) throws -> Datagram {
    switch arrival {
    case .message(let message):
      keptBytes -= message.bytes.count + Self.overhead
      return message
    case .failure(let code):
      throw ReactorError.system(operation: "receive from \(name)", code: .init(rawValue: code))
    }
  }

  private func startReceiving() throws {
    guard !isReceiving else { return }
    let allocate: uv_alloc_cb = { handle, _, buffer in
      guard let handle, let owner = Handle.owner(of: handle), let buffer else { return }
      let memory = owner.scheduler.loop.readBuffer
      buffer.pointee = uv_buf_init(memory.baseAddress, UInt32(memory.count))
    }
    let result = uv_udp_recv_start(udp, allocate) { udp, count, buffer, sender, _ in
      guard let data = udp?.pointee.data, let buffer else { return }
      let owner = Unmanaged<UDPHandle>.fromOpaque(data).takeUnretainedValue()
      owner.didReceive(count, UnsafeRawPointer(buffer.pointee.base), sender)
    }
    try check(result, "receive from \(name)")
    isReceiving = true
  }

  private func didReceive(
    _ count: Int,
    _ base: UnsafeRawPointer?,
    _ sender: UnsafePointer<sockaddr>?
  ) {
    if count < 0 {
      add(.failure(Int32(count)))
    } else if let sender, let address = RawAddress(sender).address {
      let bytes = [UInt8](UnsafeRawBufferPointer(start: base, count: count))
      keptBytes += count + Self.overhead
      add(.message(Datagram(bytes: bytes, sender: address)))
    }
    // Without a sender libuv says that nothing more is there for now.
  }

  private func add(_ arrival: Arrival) {
    arrived.append(arrival)
    if keptBytes >= Self.highWater {
      uv_udp_recv_stop(udp)
      isReceiving = false
    }
    receivers.unparkFirst()
  }
}
