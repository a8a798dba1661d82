import CUV

/// A message that the system did not take at once: kept by libuv until it is sent.
private final class PendingSend {
  let request = UnsafeMutablePointer<uv_udp_send_t>.allocate(capacity: 1)
  let memory: UnsafeMutableBufferPointer<CChar>
  var status: Int32?
  var waiter: Parking?

  init(_ bytes: UnsafeRawBufferPointer) {
    memory = .allocate(capacity: bytes.count)
    UnsafeMutableRawBufferPointer(memory).copyMemory(from: bytes)
  }

  deinit {
    request.deallocate()
    memory.deallocate()
  }
}

extension UDPHandle {
  /// Sends a message; to the peer of a connected socket if `receiver` is nil.
  func send(_ bytes: [UInt8], to receiver: RawAddress?) throws {
    guard !isClosing else { throw StreamError.closed }
    guard Fiber.current?.isCancelled != true else { throw CancellationError() }
    let place = receiver.map { $0.address?.description ?? "?" } ?? "its peer"
    let operation = "send from \(description) to \(place)"
    try bytes.withUnsafeBytes { bytes in
      let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      var buffer = uv_buf_init(base?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count))
      let sent = withAddress(receiver) { uv_udp_try_send(udp, &buffer, 1, $0) }
      if sent == UV_EAGAIN.rawValue {
        try finish(PendingSend(bytes), to: receiver, operation)
      } else {
        try check(sent, operation)
      }
    }
  }

  private func finish(_ send: PendingSend, to receiver: RawAddress?, _ operation: String) throws {
    var buffer = uv_buf_init(send.memory.baseAddress, UInt32(send.memory.count))
    let unowned = Unmanaged.passRetained(send)
    let result = withAddress(receiver) { address in
      uv_udp_send(send.request, udp, &buffer, 1, address) { request, status in
        guard let data = request?.pointee.data else { return }
        let send = Unmanaged<PendingSend>.fromOpaque(data).takeRetainedValue()
        send.status = status
        send.waiter?.unpark()
      }
    }
    send.request.pointee.data = unowned.toOpaque()
    if result < 0 { unowned.release() }
    try check(result, operation)
    while send.status == nil { try Fiber.park("send(_:to:)") { send.waiter = $0 } }
    guard !isClosing else { throw StreamError.closed }
    try check(send.status ?? 0, operation)
  }

  private func withAddress(
    _ address: RawAddress?,
    _ call: (UnsafeMutablePointer<sockaddr>?) -> Int32
  ) -> Int32 {
    guard var address else { return call(nil) }
    return address.withPointer(call)
  }
}
