import Foundation

/// A blocking client, so that only the server's memory is in play.
final class LoopbackClient {
  private let socket: Int32
  private var buffer = [UInt8](repeating: 0, count: 512)

  struct Failure: Error {}

  init(port: Int) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure() }
  }

  deinit { close(socket) }

  func get() throws {
    let request = Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    guard send(socket, request, request.count, 0) == request.count else { throw Failure() }
    var answer = ""
    while !answer.hasSuffix("Hello, World!") {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { throw Failure() }
      answer += String(decoding: buffer[..<count], as: UTF8.self)
    }
  }
}
