import TestSupport
import Umbra

extension SoakAct {
  static let exchanges = [
    SoakAct("request") { host, random in
      let path = ["text", "slow", "script"].randomElement(using: &random) ?? "text"
      let request = try ClientRequest("\(host.url)/\(path)")
      let response = try await interrupted(&random) { try await host.client.send(request) }
      guard response.map({ $0.status == .ok }) ?? true else { throw Wrong("\(path) fails") }
    },
    SoakAct("upload") { host, random in
      let body = [UInt8](repeating: 7, count: Int.random(in: 0...300_000, using: &random))
      let request = try ClientRequest("\(host.url)/echo", method: .post, data: body)
      let response = try await interrupted(&random) { try await host.client.send(request) }
      guard response.map({ $0.body == body }) ?? true else { throw Wrong("another body") }
    },
    SoakAct("broken") { host, _ in
      let response = try await host.client.send(ClientRequest("\(host.url)/broken"))
      guard response.status == .internalServerError else { throw Wrong("\(response.status)") }
    },
    SoakAct("own client") { host, random in
      let request = try ClientRequest("\(host.url)/slow")
      _ = try await interrupted(&random) {
        try await host.reactor.run {
          let client = HTTPClient()
          defer { client.close() }
          try client.withResponse(to: request) { _ = try $0.nextPart() }
        }
      }
    },
    SoakAct("half a request") { host, random in
      let text = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n\(random.next())"
      let bytes = Array(text.utf8).prefix(Int.random(in: 0...text.utf8.count, using: &random))
      let waits = Bool.random(using: &random)
      _ = try await interrupted(&random) {
        try await host.reactor.run {
          let stream = try TCPStream.connect(to: "127.0.0.1", port: host.port)
          defer { stream.close() }
          try stream.write(Array(bytes))
          if waits { try sleep(.milliseconds(1)) }
        }
      }
    },
  ]
}
