import CUV
import Glibc

/// An address as the system has it.
struct RawAddress {
  var storage = sockaddr_storage()

  init() {}

  /// From a numeric host; nil where it is a name.
  init?(numeric host: String, port: Int) {
    let result = withPointer { raw in
      let four = UnsafeMutableRawPointer(raw).assumingMemoryBound(to: sockaddr_in.self)
      if uv_ip4_addr(host, Int32(port), four) == 0 { return Int32(0) }
      let six = UnsafeMutableRawPointer(raw).assumingMemoryBound(to: sockaddr_in6.self)
      return uv_ip6_addr(host, Int32(port), six)
    }
    guard result == 0 else { return nil }
  }

  /// From what a look-up has found, with another port.
  init(_ found: UnsafePointer<addrinfo>, port: Int) {
    memcpy(&storage, found.pointee.ai_addr, Int(found.pointee.ai_addrlen))
    let big = in_port_t(port).bigEndian
    withPointer { raw in
      let place = UnsafeMutableRawPointer(raw)
      if raw.pointee.sa_family == AF_INET6 {
        place.assumingMemoryBound(to: sockaddr_in6.self).pointee.sin6_port = big
      } else {
        place.assumingMemoryBound(to: sockaddr_in.self).pointee.sin_port = big
      }
    }
  }

  /// From an address that the system has filled in: IPv4, IPv6, or any other as it is.
  init(_ raw: UnsafePointer<sockaddr>) {
    let size: Int =
      switch Int32(raw.pointee.sa_family) {
      case AF_INET: MemoryLayout<sockaddr_in>.size
      case AF_INET6: MemoryLayout<sockaddr_in6>.size
      default: MemoryLayout<sockaddr>.size
      }
    memcpy(&storage, raw, size)
  }

  mutating func withPointer<T>(_ body: (UnsafeMutablePointer<sockaddr>) -> T) -> T {
    withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
  }

  /// In words; nil for families other than IPv4 and IPv6.
  var address: SocketAddress? {
    var copy = self
    var name = [CChar](repeating: 0, count: 64)
    return copy.withPointer { raw in
      let place = UnsafeRawPointer(raw)
      switch Int32(raw.pointee.sa_family) {
      case AF_INET:
        let four = place.assumingMemoryBound(to: sockaddr_in.self)
        uv_ip4_name(four, &name, name.count)
        return SocketAddress(
          host: text(of: name),
          port: Int(in_port_t(bigEndian: four.pointee.sin_port))
        )
      case AF_INET6:
        let six = place.assumingMemoryBound(to: sockaddr_in6.self)
        uv_ip6_name(six, &name, name.count)
        return SocketAddress(
          host: text(of: name),
          port: Int(in_port_t(bigEndian: six.pointee.sin6_port))
        )
      default: return nil
      }
    }
  }
}

private func text(of name: [CChar]) -> String {
  String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
