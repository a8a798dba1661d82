import CUV
import Glibc

/// One `getaddrinfo` on libuv's pool of threads.
final class NameLookup {
  private let request = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)
  private var status: Int32 = 0
  private var found: [RawAddress] = []
  private var waiter: Parking?
  private let port: Int

  private init(port: Int) {
    self.port = port
  }

  deinit {
    request.deallocate()
  }

  /// The addresses of a host, numeric ones without a look-up; never empty.
  static func addresses(of host: String, port: Int) throws -> [RawAddress] {
    if let numeric = RawAddress(numeric: host, port: port) { return [numeric] }
    return try NameLookup(port: port).run(host)
  }

  private func run(_ host: String) throws -> [RawAddress] {
    guard let scheduler = Scheduler.current else {
      throw ReactorError.notOnFiber(operation: "looking up \(host)")
    }
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    request.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    let started = uv_getaddrinfo(
      scheduler.loop.raw,
      request,
      { request, status, list in
        guard let data = request?.pointee.data else { return }
        let lookup = Unmanaged<NameLookup>.fromOpaque(data).takeUnretainedValue()
        lookup.finish(status, list)
      },
      host,
      nil,
      &hints
    )
    try check(started, "look up \(host)")
    do { try Fiber.park { waiter = $0 } } catch {
      // libuv owns the request until its callback, cancelled or not.
      uv_cancel(UnsafeMutableRawPointer(request).assumingMemoryBound(to: uv_req_t.self))
      if waiter != nil { try Fiber.parkUncancellably { waiter = $0 } }
      throw error
    }
    try check(status, "look up \(host)")
    return found
  }

  private func finish(_ status: Int32, _ list: UnsafeMutablePointer<addrinfo>?) {
    self.status = status
    var entry = list
    while let current = entry {
      found.append(RawAddress(current, port: port))
      entry = current.pointee.ai_next
    }
    uv_freeaddrinfo(list)
    let waiter = waiter
    self.waiter = nil
    waiter?.unpark()
  }
}
