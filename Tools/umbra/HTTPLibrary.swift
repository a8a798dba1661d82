import Umbra

/// The scripts' `http` table: requests to the hosts that the command line allows, and to no other.
///
/// ```lua
/// local answer = http.get("http://127.0.0.1:8080/")       -- {status = 200, headers = {...}, body = "..."}
/// http.request{url = "http://...", method = "POST", body = "...", headers = {["X-Name"] = "value"}}
/// ```
///
/// Redirects are not followed, so an allowed host cannot lead to another one.
struct HTTPLibrary: Sendable {
  let allowedHosts: [String]

  var get: HostFunction {
    HostFunction { (arguments: LuaArguments) throws -> LuaTable in
      try send(ClientRequest(try arguments.string(0)))
    }
  }

  var request: HostFunction {
    HostFunction { (arguments: LuaArguments) throws -> LuaTable in
      try send(try request(from: try arguments.table(0)))
    }
  }

  private func request(from table: LuaTable) throws -> ClientRequest {
    guard case .string(let url) = table["url"] else {
      throw LuaError.badArgument(index: 0, expected: "a table with the string 'url'", got: "none")
    }
    var request = try ClientRequest(url)
    if case .string(let name) = table["method"] {
      guard let method = HTTPRequest.Method(name) else {
        throw LuaError.host("no method '\(name)'")
      }
      request.method = method
    }
    switch table["body"] {
    case .string(let text): request.body = Array(text.utf8)
    case .bytes(let bytes): request.body = bytes
    default: break
    }
    if case .table(let headers) = table["headers"] {
      for (name, value) in headers.fields {
        guard let name = HTTPField.Name(name.description) else {
          throw LuaError.host("no field name '\(name)'")
        }
        request.headers[name] = value.description
      }
    }
    return request
  }

  private func send(_ request: ClientRequest) throws -> LuaTable {
    let url = request.url
    guard allowedHosts.contains(url.host) || allowedHosts.contains("\(url.host):\(url.port)") else {
      throw LuaError.host("the host \(url.host):\(url.port) is not allowed (--allow-http)")
    }
    var request = request
    request.maxRedirects = 0
    let response = try request.send()
    var headers = LuaTable()
    for field in response.headers { headers[field.name.canonicalName] = .string(field.value) }
    let body = String(validating: response.body, as: UTF8.self).map { LuaValue.string($0) }
    return [
      "status": response.status.code.luaValue, "headers": .table(headers),
      "body": body ?? .bytes(response.body),
    ]
  }
}
