import Logging
public import LuaBridge
public import Reactor
import Synchronization

/// Runs scripts of strangers: each in a sandbox of its own, as if it were the first, many at once.
///
/// ```swift
/// let executor = try CommandExecutor(limits: .init(memory: .mebibytes(16), cpu: .milliseconds(500)))
/// executor.registerEnvironment(ApiEnvironment.self)
/// try await executor.execute("say(ditto.get_type())")
/// ```
///
/// Scripts run on the executor's reactor, by turns of a millisecond, or of four where one has been alone for
/// a while. Its thread ends with the executor, unless it was given one. Cancelling the task that waits for
/// a script stops the script.
public final class CommandExecutor: Sendable {
  /// What each script may use.
  public let limits: Limits
  /// Where the scripts run.
  public let reactor: Reactor
  private let ownsReactor: Bool
  let pool: LoopBound<SandboxPool>
  let output: @Sendable ([UInt8]) -> Void

  /// An executor.
  ///
  /// - Parameters:
  ///   - limits: What each script may use.
  ///   - reactor: Where scripts run; by default on a thread of the executor's own.
  ///   - output: Gets what `print` writes, as it is written. By default it goes to standard output.
  /// - Throws: `ReactorError` where there is no thread to be had.
  public init(
    limits: Limits = Limits(),
    reactor: Reactor? = nil,
    output: @escaping @Sendable ([UInt8]) -> Void = StandardOutput.write
  ) throws {
    self.limits = limits
    self.output = output
    ownsReactor = reactor == nil
    self.reactor = try reactor ?? Reactor.start(name: "umbra-scripts")
    pool = LoopBound(SandboxPool(limits: limits), of: self.reactor)
  }

  deinit {
    guard ownsReactor else { return }
    let reactor = reactor
    Task.detached { await reactor.shutDown() }
  }

  /// Ends the executor: scripts that still run are stopped, and no more are run.
  ///
  /// It is over when this returns. A reactor that was given goes on.
  public func close() async {
    try? await reactor.run(name: "close") { [pool] in try pool.value.close() }
    if ownsReactor { await reactor.shutDown() }
  }
}

// MARK: - What scripts find

extension CommandExecutor {
  /// Sets an environment of this class up, and gives what it registers to all scripts from now on.
  ///
  /// That happens on the scripts' thread, before any script that is run after this call. What
  /// ``Environment/setUp()`` throws, each of them throws.
  public func registerEnvironment(_ type: Environment.Type) {
    try? reactor.submit { [pool] in pool.value.add(type.init()) }
  }

  /// Sets `environment` up, and gives what it registers to all scripts from now on.
  ///
  /// The environment goes over to the scripts' thread: keep no reference to it.
  public func registerEnvironment(_ environment: sending Environment) {
    let environment = LoopBound(environment, of: reactor)
    try? reactor.submit { [pool] in pool.value.add(environment.value) }
  }
}

// MARK: - Running

extension CommandExecutor {
  /// How many scripts run or wait at this moment.
  ///
  /// - Returns: The number.
  /// - Throws: `ReactorError.closed`.
  public func runningScripts() async throws -> Int {
    try await reactor.run { [pool] in pool.value.running }
  }
}

extension CommandExecutor {
  /// Runs a script and returns what it returned.
  ///
  /// - Parameters:
  ///   - code: The script's text.
  ///   - name: What its errors call it.
  /// - Returns: Its results.
  /// - Throws: The very error that a host function threw, where the script did not catch it;
  ///   ``ScriptError`` with the report when it did not end well otherwise; `CancellationError` when the
  ///   calling task was cancelled; what ``Environment/setUp()`` threw; `ReactorError.closed`.
  @discardableResult
  public func execute(_ code: String, name: String = "script") async throws -> [LuaValue] {
    let report = try await run(code, name: name)
    return try Self.results(of: report)
  }

  /// Runs a script and returns what it returned as Swift types, by `LuaDecoder`.
  ///
  /// ```swift
  /// let total = try await executor.execute("return 1 + 2", as: Int.self)
  /// let (name, tags) = try await executor.execute(code, as: String.self, [String].self)
  /// ```
  ///
  /// - Parameters:
  ///   - code: The script's text.
  ///   - name: What its errors call it.
  ///   - types: The types of its first results; further ones are dropped, missing ones are `nil`.
  /// - Returns: The results.
  /// - Throws: `DecodingError` where a result does not fit its type; else as ``execute(_:name:)``.
  public func execute<each Value: Decodable>(
    _ code: String,
    name: String = "script",
    as types: repeat (each Value).Type
  ) async throws -> (repeat each Value) {
    let results = try await execute(code, name: name)
    var index = 0
    func next<T: Decodable>(_ type: T.Type) throws -> T {
      defer { index += 1 }
      return try (index < results.count ? results[index] : .nil).as(type)
    }
    return (repeat try next((each Value).self))
  }

  /// Runs a script and reports how it went.
  ///
  /// - Parameters:
  ///   - code: The script's text.
  ///   - name: What its errors call it.
  ///   - limits: Other limits than the executor's; for memory, lower ones only: sandboxes are made with
  ///     as much room as the executor's limit says.
  ///   - output: Gets what `print` writes, instead of the executor's own output.
  /// - Returns: Verdict, results and usage; the verdict is ``Verdict/cancelled`` where the executor was
  ///   closed meanwhile, or somebody has cancelled a call into the script.
  /// - Throws: `CancellationError` when the calling task was cancelled; `ReactorError.closed`.
  public func run(
    _ code: String,
    name: String = "script",
    limits: Limits? = nil,
    output: (@Sendable ([UInt8]) -> Void)? = nil
  ) async throws -> ScriptReport {
    let script = Script(
      source: Array(code.utf8),
      name: name,
      limits: limits ?? self.limits,
      output: output ?? self.output
    )
    return try await run(script)
  }

  /// As ``run(_:name:limits:output:)``, for text that may not be UTF-8.
  public func run(
    bytes: [UInt8],
    name: String,
    limits: Limits? = nil,
    output: (@Sendable ([UInt8]) -> Void)? = nil
  ) async throws -> ScriptReport {
    try await run(
      Script(
        source: bytes,
        name: name,
        limits: limits ?? self.limits,
        output: output ?? self.output
      )
    )
  }

  private func run(_ script: Script) async throws -> ScriptReport {
    let report = try await reactor.run(name: script.name, stack: .large, priority: .background) {
      [pool] in try pool.value.run(script)
    }
    if report.verdict == .cancelled { try Task.checkCancellation() }
    return report
  }

  private static func results(of report: ScriptReport) throws -> [LuaValue] {
    if let cause = report.cause { throw cause }
    guard report.verdict == .ok else { throw ScriptError(report: report) }
    return report.results
  }
}
