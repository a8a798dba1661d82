/// A process that this one has started.
///
/// ```swift
/// var options = ProcessOptions()
/// options.standardOutput = .pipe
/// let child = try ChildProcess.spawn("ls", arguments: ["-l"], options)
/// defer { child.close() }                            // kills it if it still runs
/// let listing = try child.standardOutput?.readToEnd()
/// let status = try child.wait()
/// ```
///
/// Where the output is all that is wanted: ``output(of:arguments:_:input:limit:)``.
///
/// The child begins with no signals blocked or ignored and no descriptors but its three streams. It
/// is started without copying this process (`posix_spawn`), and its end is an event of the loop
/// (a process descriptor), so nobody else's `wait` or SIGCHLD handler is in the way.
public final class ChildProcess {
  /// The system's number of the process; another's once it was waited for and has ended.
  public let processIdentifier: Int32
  /// What the child reads, if that is a pipe; closing it is the child's end of input.
  public let standardInput: DescriptorStream?
  /// What the child writes, if that is a pipe.
  public let standardOutput: DescriptorStream?
  /// What the child writes to its standard error, if that is a pipe.
  public let standardError: DescriptorStream?
  private let handle: ProcessHandle
  private let ownsGroup: Bool

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: A path (a relative one from the working directory of the child), or a name to be
  ///     looked for in this process's `PATH`.
  ///   - arguments: Without the program's name.
  ///   - options: The rest.
  /// - Returns: The process, running.
  /// - Throws: ``ReactorError/system(operation:code:)`` naming the program, also where it is the
  ///   working directory that does not exist; ``ReactorError/notOnFiber(operation:)``.
  public static func spawn(
    _ program: String,
    arguments: [String] = [],
    _ options: ProcessOptions = ProcessOptions()
  ) throws -> ChildProcess {
    let launch = try ProcessLaunch(program, arguments, options)
    return try ChildProcess(launch, ownsGroup: options.ownsGroup)
  }

  private init(_ launch: ProcessLaunch, ownsGroup: Bool) throws {
    self.ownsGroup = ownsGroup
    handle = try launch.start()
    processIdentifier = handle.processIdentifier
    do {
      standardInput = try launch.stream(0)
      standardOutput = try launch.stream(1)
      standardError = try launch.stream(2)
    } catch {
      handle.close()
      throw error
    }
  }

  /// How it has ended; nil while it runs.
  public var exitStatus: TerminationStatus? { handle.exitStatus }

  /// Waits until the process has ended; its pipes may hold output still.
  ///
  /// Several fibres may wait. Cancelling one ends its wait and not the process.
  ///
  /// - Returns: How it has ended.
  /// - Throws: `CancellationError`; ``ReactorError/system(operation:code:)`` where this program
  ///   ignores SIGCHLD, so that the system has forgotten how the child ended.
  @discardableResult
  public func wait() throws -> TerminationStatus { try handle.wait() }

  /// Sends a signal to the process; does nothing when it has ended.
  ///
  /// - Throws: ``ReactorError/system(operation:code:)`` where it may not.
  public func send(_ signal: Signal) throws { try handle.send(signal, toGroup: false) }

  /// Ends the process whatever it does, and with ``ProcessOptions/ownsGroup`` all those that it has
  /// started; ``wait()`` tells when it has ended.
  public func kill() { try? handle.send(.kill, toGroup: ownsGroup) }

  /// Kills the process if it still runs, and closes the pipes to it.
  public func close() {
    if ownsGroup, handle.exitStatus == nil { kill() }
    handle.close()
    standardInput?.close()
    standardOutput?.close()
    standardError?.close()
  }
}
