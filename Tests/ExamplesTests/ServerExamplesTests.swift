import TestSupport
import Testing

/// The sample servers, with other programs as their clients: curl, and bash's own sockets.
@Suite("The example servers", .timeLimit(.minutes(3)))
struct ServerExamplesTests {
  @Test("the echo server answers a client, says where it listens, and ends by Ctrl-C")
  func echo() async throws {
    let run = try await Program(built: "EchoServerExample").serving(["0"]) {
      greeting async throws in
      let script = """
        exec 3<>/dev/tcp/127.0.0.1/$0
        for word in hello again; do echo "$word" >&3; head -n 1 <&3; done
        """
      #expect(try await bash(script, port(in: greeting)) == "hello\nagain\n")
    }
    #expect(
      run.output.replacing(/[0-9]+;/, with: "N;") == "listening on 127.0.0.1:N; Ctrl-C ends it\n"
    )
    #expect(run.status == 0)
  }

  @Test("the HTTP server gives curl back what it sends, with its type, and ends by Ctrl-C")
  func http() async throws {
    let run = try await Program(built: "HTTPServerExample").serving(["0"]) {
      greeting async throws in
      let url = "http://127.0.0.1:\(try port(in: greeting))/"
      let sent = ["-sS", "-X", "GET", "-d", "hello", "-H", "Content-Type: text/x-word"]
      #expect(
        try await curl(sent + ["-w", "|%{http_code} %{content_type}", url])
          == "hello|200 text/x-word"
      )
      #expect(
        try await curl(["-sS", "-o", "/dev/null", "-w", "%{http_code}", url + "none"]) == "404"
      )
    }
    #expect(run.output.replacing(/[0-9]+\//, with: "N/") == "http://127.0.0.1:N/\n")
    #expect(run.status == 0)
  }

  @Test("the console over TCP serves those who know the token, and ends by Ctrl-C")
  func console() async throws {
    let run = try await Program(built: "TCPConsoleExample").serving(["--serve"]) {
      greeting async throws in
      let words = greeting.split(whereSeparator: \.isWhitespace)
      try #require(words.count == 5)
      let (port, token) = (String(words[2]), String(words[4]))
      let script = #"exec 3<>/dev/tcp/127.0.0.1/$0; printf '%s\n' "$@" >&3; cat <&3"#
      #expect(try await bash(script, port, "guess") == "token: no\n")
      #expect(
        try await bash(script, port, token, "x = 20", "x * 2 + 2", "exit()")
          == "token: Lua 5.4, async; exit() leaves\n> > 42\n> bye\n"
      )
    }
    #expect(run.output.wholeMatch(of: /nc 127\.0\.0\.1 [0-9]+ +token: [0-9a-z]+\n/) != nil)
    #expect(run.status == 0)
  }

  /// The last number of a line.
  private func port(in greeting: String) throws -> String {
    try String(#require(greeting.matches(of: /:([0-9]+)/).last).1)
  }

  private func bash(_ script: String, _ arguments: String...) async throws -> String {
    try await Program(at: "/bin/bash").run(["-c", script] + arguments).output
  }

  private func curl(_ arguments: [String]) async throws -> String {
    try await Program(at: "/usr/bin/curl").run(["-m", "30", "--noproxy", "*"] + arguments).output
  }
}
