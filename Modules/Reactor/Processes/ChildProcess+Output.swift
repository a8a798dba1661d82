extension ChildProcess {
  /// What a program has left behind.
  public struct Output: Sendable, Hashable {
    /// How it has ended.
    public let status: TerminationStatus
    /// What it wrote to its standard output.
    public let output: [UInt8]
    /// What it wrote to its standard error.
    public let errorOutput: [UInt8]

    /// The standard output as text; bytes that are no UTF-8 are replaced.
    public var text: String { String(decoding: output, as: UTF8.self) }
    /// The standard error as text; bytes that are no UTF-8 are replaced.
    public var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
  }

  /// Runs a program to its end and collects what it writes.
  ///
  /// The shape is Python's `subprocess.run`. Cancelling kills the program.
  ///
  /// ```swift
  /// let head = try ChildProcess.output(of: "git", arguments: ["rev-parse", "HEAD"]).text
  /// ```
  ///
  /// - Parameters:
  ///   - program: A path (a relative one from the working directory of the child), or a name to be
  ///     looked for in this process's `PATH`.
  ///   - arguments: Without the program's name.
  ///   - options: The rest, but for the three streams, which are pipes.
  ///   - input: What it reads. It need not read all of it.
  ///   - limit: The most bytes it may write to either stream; it is killed when it writes more.
  /// - Returns: How it has ended and what it wrote.
  /// - Throws: As ``spawn(_:arguments:_:)``; ``StreamError/tooLong(limit:)``; `CancellationError`.
  public static func output(
    of program: String,
    arguments: [String] = [],
    _ options: ProcessOptions = ProcessOptions(),
    input: [UInt8] = [],
    limit: Int = 64 << 20
  ) throws -> Output {
    var options = options
    (options.standardInput, options.standardOutput, options.standardError) = (.pipe, .pipe, .pipe)
    let child = try spawn(program, arguments: arguments, options)
    defer { child.close() }
    let conversation = try Conversation(with: child, input: input, limit: limit)
    defer { conversation.end() }
    let (output, errorOutput) = try conversation.result()
    return Output(status: try child.wait(), output: output, errorOutput: errorOutput)
  }
}

/// The three streams of a child at once, so that none of them blocks another: the caller's fibre
/// reads the output, and two more feed the input and read the errors.
private final class Conversation {
  private let child: ChildProcess
  private let limit: Int
  private var feeder: Fiber?
  private var errorReader: Fiber?
  private var errorOutput: Result<[UInt8], any Error> = .success([])

  init(with child: ChildProcess, input: [UInt8], limit: Int) throws {
    self.child = child
    self.limit = limit
    feeder = try Fiber.spawn(name: "input of a child process") {
      // A program that ends before it has read all has its reasons.
      try? child.standardInput?.write(input)
      child.standardInput?.close()
    }
    errorReader = try Fiber.spawn(name: "errors of a child process") {
      self.errorOutput = Result { try child.standardError?.readToEnd(limit: limit) ?? [] }
      // Nobody reads on, so a child that has written too much must not wait for it.
      if case .failure = self.errorOutput { child.close() }
    }
  }

  func result() throws -> (output: [UInt8], errorOutput: [UInt8]) {
    let output = Result { try child.standardOutput?.readToEnd(limit: limit) ?? [] }
    if case .success = output { try errorReader?.join() }
    let errors = try errorOutput.get()
    return (try output.get(), errors)
  }

  /// Ends the fibres, by closing what they wait for.
  func end() {
    child.close()
    try? feeder?.joinUncancellably()
    try? errorReader?.joinUncancellably()
  }
}
