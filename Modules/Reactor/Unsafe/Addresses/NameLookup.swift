import CUV
import Glibc

/// One `getaddrinfo` on libuv's pool of threads.
///
/// libuv lets look-ups have half of the pool at most, whatever the number of loops: two of its four
/// threads, and the rest wait in a line. So names that nobody answers for cannot stop the work with
/// files.
final class NameLookup {
  private let request = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)
  private var status: Int32?
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
    guard !host.isEmpty, !host.utf8.contains(0) else {
      throw ReactorError.system(operation: "look up \"\(host)\"", code: .invalidArgument)
    }
    return try NameLookup(port: port).run(host)
  }

  private func run(_ host: String) throws -> [RawAddress] {
    guard let scheduler = Scheduler.current, let fiber = scheduler.running else {
      throw ReactorError.notOnFiber(operation: "looking up \(host)")
    }
    guard !fiber.isCancelled else { throw CancellationError() }
    try check(start(host, on: scheduler.loop), "look up \(host)")
    do { while status == nil { try Fiber.park("looking up a host") { waiter = $0 } } } catch {
      // A thread that looks already goes on, for as long as the resolver's timeout; nobody waits
      // for it.
      uv_cancel(UnsafeMutableRawPointer(request).assumingMemoryBound(to: uv_req_t.self))
      throw error
    }
    try check(status ?? 0, "look up \(host)")
    return found
  }

  /// libuv has the request, and so this object, until its callback.
  private func start(_ host: String, on loop: EventLoop) -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    let unowned = Unmanaged.passRetained(self)
    request.pointee.data = unowned.toOpaque()
    let result = uv_getaddrinfo(
      loop.raw,
      request,
      { request, status, list in
        guard let data = request?.pointee.data else { return }
        Unmanaged<NameLookup>.fromOpaque(data).takeRetainedValue().finish(status, list)
      },
      host,
      nil,
      &hints
    )
    if result < 0 { unowned.release() }
    return result
  }

  private func finish(_ status: Int32, _ list: UnsafeMutablePointer<addrinfo>?) {
    self.status = status
    var entry = list
    while let current = entry {
      found.append(RawAddress(current, port: port))
      entry = current.pointee.ai_next
    }
    uv_freeaddrinfo(list)
    waiter?.unpark()
  }
}
