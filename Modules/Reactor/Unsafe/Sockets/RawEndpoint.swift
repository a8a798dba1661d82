import CUV
import Glibc

/// An address of whichever family as the system has it.
struct RawEndpoint {
  private var storage = sockaddr_storage()
  private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

  /// For the system to fill in.
  init() {}

  init(_ address: RawAddress) {
    storage = address.storage
    let isSix = Int32(storage.ss_family) == AF_INET6
    let size = isSix ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    length = socklen_t(size)
  }

  init(_ address: UnixAddress) throws(StreamError) {
    var storage = sockaddr_storage()
    var length = socklen_t(0)
    _ = try RawUnixAddress(address).withPointer { raw, size in
      memcpy(&storage, raw, Int(size))
      length = size
      return 0
    }
    self.storage = storage
    self.length = length
  }

  /// In words.
  var endpoint: SocketEndpoint {
    guard Int32(storage.ss_family) == AF_UNIX || length <= MemoryLayout<sa_family_t>.size else {
      var raw = RawAddress()
      raw.storage = storage
      return .network(raw.address ?? SocketAddress(host: "?", port: 0))
    }
    var raw = RawUnixAddress()
    _ = raw.fill { place, size in
      _ = withUnsafePointer(to: storage) { memcpy(place, $0, Int(min(size.pointee, length))) }
      size.pointee = length
      return 0
    }
    return .unix(raw.address)
  }

  /// Lends the address to a call that takes it.
  func withPointer<T>(_ call: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T {
    withUnsafePointer(to: storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, length) }
    }
  }

  /// Lends the place to a call that fills it in.
  mutating func fill<T>(
    _ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> T
  ) -> T {
    var length = length
    let result = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &length) }
    }
    self.length = length
    return result
  }
}
