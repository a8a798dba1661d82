import Glibc

/// A Unix-domain address as the system has it.
struct RawUnixAddress {
  private static let pathOffset = MemoryLayout<sa_family_t>.size
  private static let pathSize = MemoryLayout<sockaddr_un>.size - pathOffset

  private var storage = sockaddr_un()
  private var length = socklen_t(MemoryLayout<sockaddr_un>.size)

  /// For the system to fill in.
  init() {}

  init(_ address: UnixAddress) throws(StreamError) {
    let bytes: [UInt8]
    switch address {
    case .path(let path): bytes = Array(path.utf8)
    case .abstract(let name): bytes = [0] + name.utf8
    case .unnamed: throw .badUnixAddress(address)
    }
    guard !bytes.isEmpty, bytes != [0], bytes.count < Self.pathSize, !bytes.dropFirst().contains(0)
    else { throw .badUnixAddress(address) }
    storage.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &storage) { raw in
      UnsafeMutableRawBufferPointer(rebasing: raw[Self.pathOffset...]).copyBytes(from: bytes)
    }
    // A path ends with a zero byte; an abstract name ends where the address does.
    let terminator = bytes[0] == 0 ? 0 : 1
    length = socklen_t(Self.pathOffset + bytes.count + terminator)
  }

  /// In words.
  var address: UnixAddress {
    let path = withUnsafeBytes(of: storage) { raw in
      let end = max(min(Int(length), raw.count), Self.pathOffset)
      return Array(raw[Self.pathOffset..<end])
    }
    guard let first = path.first else { return .unnamed }
    if first == 0 { return .abstract(String(decoding: path.dropFirst(), as: UTF8.self)) }
    return .path(String(decoding: path.prefix { $0 != 0 }, as: UTF8.self))
  }

  /// Lends the address to a call that takes it.
  func withPointer(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, length) }
    }
  }

  /// Lends the place to a call that fills it in.
  mutating func fill(
    _ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> Int32 {
    var length = length
    let result = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &length) }
    }
    self.length = length
    return result
  }
}
