import Testing

@testable import MiniHTTP

@Suite("URLs of clients")
struct HTTPURLTests {
  @Test(
    "a URL falls into origin and target",
    arguments: [
      ("http://a", "http://a", "/"),
      ("HTTP://A:80/", "http://a", "/"),
      ("http://a:81/b/c?d=e#f", "http://a:81", "/b/c?d=e"),
      ("http://a?x", "http://a", "/?x"),
      ("http://a#x", "http://a", "/"),
      ("https://a:443", "https://a", "/"),
      ("https://[::1]:8/x", "https://[::1]:8", "/x"),
      ("http://127.0.0.1:8080/%20", "http://127.0.0.1:8080", "/%20"),
    ]
  )
  func parts(text: String, origin: String, target: String) throws {
    let url = try HTTPURL(text)
    #expect(url.origin.description == origin)
    #expect(url.target == target)
  }

  @Test(
    "what is no URL of HTTP is refused, by a reason",
    arguments: [
      ("does not begin with", ["", "a", "/a", "a:80", "ftp://a/", "http:/a"]),
      ("no proper host", ["http://", "http:///a", "http://a b/", "http://[::1"]),
      ("no proper port", ["http://a:b/", "http://a:70000/"]),
      ("percent-encoded", ["http://a/b c", "http://a/é", "http://a/\r\nX", "http://a/%4"]),
    ]
  )
  func bad(reason: String, texts: [String]) {
    for text in texts {
      let error = #expect(throws: HTTPError.self) { try HTTPURL(text) }
      #expect(error?.description.contains(reason) == true)
      #expect(error?.description.contains(text) == true)
    }
  }

  @Test("an error does not give a password away")
  func secret() {
    let error = #expect(throws: HTTPError.self) { try HTTPURL("http://me:secret@a/b") }
    #expect(error?.description.hasPrefix("the URL http://...@a/b has a user's name") == true)
  }

  @Test("items are added to the query")
  func query() throws {
    var url = try HTTPURL("http://a/b")
    url.append([:])
    #expect(url.target == "/b")
    url.append(["c": "d e"])
    url.append(["f": "g"])
    #expect(url.target == "/b?c=d%20e&f=g")
  }
}
