import Glibc
import Reactor
import Testing

@Suite("Child processes")
struct ChildProcessTests {
  func shell(_ script: String, _ options: ProcessOptions = ProcessOptions()) throws
    -> ChildProcess.Output
  {
    try ChildProcess.output(of: "/bin/sh", arguments: ["-c", script], options)
  }

  @Test("output, errors and status come back")
  func output() throws {
    try cleanRun { () throws in
      let result = try shell("echo out; echo err >&2; exit 7")
      #expect(result.text == "out\n")
      #expect(result.errorText == "err\n")
      #expect(result.status == .exited(7))
      #expect(!result.status.isSuccess)
    }
  }

  @Test("a name is looked for in the path, and arguments arrive as they are")
  func arguments() throws {
    try cleanRun { () throws in
      let result = try ChildProcess.output(of: "printf", arguments: ["%s|", "a b", "", "ü$HOME"])
      #expect(result.text == "a b||ü$HOME|")
    }
  }

  @Test("more than a pipe holds goes through it, both ways at once")
  func large() throws {
    try cleanRun { () throws in
      let input = [UInt8](repeating: 120, count: 3 << 20)
      let result = try ChildProcess.output(of: "cat", input: input)
      #expect(result.output == input)
      #expect(result.status.isSuccess)
    }
  }

  @Test("a program that does not read its input is no error")
  func unreadInput() throws {
    try cleanRun { () throws in
      let input = [UInt8](repeating: 120, count: 3 << 20)
      #expect(try ChildProcess.output(of: "true", input: input).status.isSuccess)
    }
  }

  @Test("a program that writes more than the limit is killed", arguments: ["", ">&2"])
  func limit(_ redirection: String) throws {
    try cleanRun { () throws in
      #expect(throws: StreamError.tooLong(limit: 1000)) {
        try ChildProcess.output(of: "sh", arguments: ["-c", "yes \(redirection)"], limit: 1000)
      }
    }
  }

  @Test("environment and working directory are the child's")
  func surroundings() throws {
    try cleanRun { () throws in
      var options = ProcessOptions()
      options.environment = ["GREETING": "hi = there"]
      options.workingDirectory = "/usr"
      #expect(
        try shell("echo $GREETING; pwd; echo ${HOME-none}", options).text
          == "hi = there\n/usr\nnone\n"
      )
      setenv("UMBRA_TEST_INHERITED", "yes", 1)
      #expect(try shell("echo $UMBRA_TEST_INHERITED").text == "yes\n")
    }
  }

  @Test("it begins with no signal ignored and no descriptor but three")
  func cleanStart() throws {
    try cleanRun { () throws in
      let leak = open("/dev/null", O_RDONLY)
      defer { close(leak) }
      let child = try ChildProcess.spawn("cat", .pipes)
      defer { child.close() }
      try child.standardInput?.write("it has started")
      _ = try child.standardOutput?.read()
      #expect(try shell("ls /proc/\(child.processIdentifier)/fd").text == "0\n1\n2\n")
      // This process ignores it, as every reactor's does.
      #expect(try shell("kill -s PIPE $$").status == .signalled(.brokenPipe))
    }
  }

  @Test("descriptors of this process can be its streams, crossed over even")
  func descriptors() throws {
    let folder = TemporaryFolder()
    let file = open(folder.path("log"), O_RDWR | O_CREAT, 0o600)
    try cleanRun { () throws in
      var options = ProcessOptions()
      options.standardOutput = .descriptor(file)
      options.standardError = .descriptor(file)
      let child = try ChildProcess.spawn("sh", arguments: ["-c", "echo a; echo b >&2"], options)
      defer { child.close() }
      #expect(try child.wait().isSuccess)
      #expect(child.standardOutput == nil)
      lseek(file, 0, SEEK_SET)
      let log = try DescriptorStream(file)
      #expect(try log.readToEnd() == Array("a\nb\n".utf8))
      log.close()
    }
    close(file)
    #expect(folder.remove("log"))
  }

  @Test("a conversation through pipes ends with the end of input")
  func conversation() throws {
    try cleanRun { () throws in
      let child = try ChildProcess.spawn("cat", .pipes)
      defer { child.close() }
      try child.standardInput?.write("one\n")
      #expect(try child.standardOutput?.read() == Array("one\n".utf8))
      #expect(child.exitStatus == nil)
      try child.standardInput?.shutdownWrite()
      #expect(try child.standardOutput?.read() == nil)
      #expect(try child.wait() == .exited(0))
      #expect(child.exitStatus == .exited(0))
    }
  }

  @Test("all who wait hear of the end, and late ones too")
  func waiters() throws {
    try cleanRun { () throws in
      var options = ProcessOptions()
      options.standardInput = .pipe
      let child = try ChildProcess.spawn("cat", options)
      var ends: [TerminationStatus] = []
      let waiters = try (0..<3).map { _ in
        try Fiber.spawn { (try? child.wait()).map { ends.append($0) } }
      }
      try Fiber.yield()
      child.standardInput?.close()
      for waiter in waiters { try waiter.join() }
      ends.append(try child.wait())
      #expect(ends == Array(repeating: .exited(0), count: 4))
      child.close()
    }
  }

  @Test("a signal ends it, and the status tells which")
  func signal() throws {
    try cleanRun { () throws in
      let child = try ChildProcess.spawn("sleep", arguments: ["600"])
      defer { child.close() }
      try child.send(.terminate)
      #expect(try child.wait() == .signalled(.terminate))
      try child.send(.terminate)
    }
  }

  @Test("closing kills it, and it is gone then")
  func closing() throws {
    try cleanRun { () throws in
      let child = try ChildProcess.spawn("sleep", arguments: ["600"])
      child.close()
      #expect(try child.wait() == .signalled(.kill))
      #expect(kill(child.processIdentifier, 0) == -1 && errno == ESRCH)
      child.close()
    }
  }

  @Test("cancelling kills it")
  func cancelling() throws {
    try cleanRun { () throws in
      var failure: CancellationError?
      let fiber = try Fiber.spawn {
        failure = error(from: { try ChildProcess.output(of: "sleep", arguments: ["600"]) })
      }
      try Fiber.yield()
      fiber.cancel()
      try fiber.join()
      #expect(failure != nil)
    }
  }

  @Test("killing a group ends what the child has started")
  func group() throws {
    try cleanRun { () throws in
      var options = ProcessOptions.pipes
      options.ownsGroup = true
      let child = try ChildProcess.spawn(
        "sh",
        arguments: ["-c", "sleep 600 & echo up; wait"],
        options
      )
      #expect(try child.standardOutput?.read() == Array("up\n".utf8))
      child.kill()
      // The pipe ends when the last process that has it is gone.
      #expect(try child.standardOutput?.read() == nil)
      #expect(try child.wait() == .signalled(.kill))
      child.close()
    }
  }

  @Test("what cannot be started is an error that names it")
  func missing() throws {
    try cleanRun { () throws in
      #expect(throws: ReactorError.system(operation: "start /nonexistent", code: .notFound)) {
        try ChildProcess.spawn("/nonexistent")
      }
      #expect(throws: ReactorError.system(operation: "start /etc", code: .accessDenied)) {
        try ChildProcess.spawn("/etc")
      }
      var options = ProcessOptions()
      options.workingDirectory = "/nonexistent"
      #expect(
        throws: ReactorError.system(operation: "start true in /nonexistent", code: .notFound)
      ) { try ChildProcess.spawn("true", options) }
    }
  }

  @Test("text that C would cut short is refused")
  func zeroBytes() throws {
    try cleanRun { () throws in
      var options = ProcessOptions()
      options.environment = ["A=B": "C"]
      let failures: [ReactorError?] = [
        error(from: { try ChildProcess.spawn("tr\0ue") }),
        error(from: { try ChildProcess.spawn("") }),
        error(from: { try ChildProcess.spawn("true", arguments: ["a\0"]) }),
        error(from: { try ChildProcess.spawn("true", options) }),
      ]
      for failure in failures {
        guard case .system(_, .invalidArgument) = failure else {
          Issue.record("\(String(describing: failure))")
          continue
        }
      }
    }
  }

  @Test("one left running is named at shutdown, and killed")
  func leftRunning() throws {
    var report: ShutdownReport?
    var child: Int32 = 0
    let note: (ShutdownReport) -> Void = { report = $0 }
    try Reactor.run(onShutdown: note) {
      child = try ChildProcess.spawn("sleep", arguments: ["600"]).processIdentifier
    }
    #expect(report?.closedHandles == ["process \(child) (sleep)"])
    #expect(kill(child, 0) == -1 && errno == ESRCH)
  }

  @Test("a hundred at once all end")
  func many() throws {
    try cleanRun { () throws in
      let children = try (0..<100).map { code in
        try ChildProcess.spawn("sh", arguments: ["-c", "exit \(code)"])
      }
      for (code, child) in children.enumerated() {
        #expect(try child.wait() == .exited(Int32(code)))
      }
    }
  }
}
