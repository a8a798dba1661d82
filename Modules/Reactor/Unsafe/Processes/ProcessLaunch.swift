import CUV
import Glibc

/// A program about to be started: what the child gets, and what stays here of its streams.
final class ProcessLaunch {
  private let program: String
  private let arguments: [String]
  private let options: ProcessOptions
  /// For standard input, output and error: the child's, none of them below 3, so that putting one
  /// in place overwrites no other.
  private var childEnds: [Int32] = []
  /// The other ends of pipes; -1 where there is none.
  private var ownEnds: [Int32] = []

  init(_ program: String, _ arguments: [String], _ options: ProcessOptions) throws(ReactorError) {
    self.program = program
    self.arguments = arguments
    self.options = options
    let texts = [program, options.workingDirectory ?? ""] + arguments
    let pairs = options.environment ?? [:]
    guard !program.isEmpty, !texts.contains(where: { $0.contains("\0") }),
      !pairs.contains(where: { "\($0)\($1)".contains("\0") || $0.contains("=") })
    else { throw .system(operation: operation, code: .invalidArgument) }
    let streams = [options.standardInput, options.standardOutput, options.standardError]
    for (index, stream) in streams.enumerated() { try open(stream, index) }
  }

  deinit {
    for descriptor in childEnds + ownEnds where descriptor >= 0 { close(descriptor) }
  }

  private var operation: String {
    options.workingDirectory.map { "start \(program) in \($0)" } ?? "start \(program)"
  }

  /// The stream that talks with the child's `index`; nil where that is no pipe.
  func stream(_ index: Int) throws -> DescriptorStream? {
    guard ownEnds[index] >= 0 else { return nil }
    let descriptor = Descriptor(owning: ownEnds[index])
    ownEnds[index] = -1
    let name = ["input", "output", "errors"][index]
    return DescriptorStream(pipe: try PipeHandle(descriptor, named: "\(name) of \(program)"))
  }

  // MARK: Streams

  private func open(_ stream: ProcessStream, _ index: Int) throws(ReactorError) {
    switch stream {
    case .inherit where fcntl(Int32(index), F_GETFD) != -1: try add(Int32(index))
    case .descriptor(let number): try add(number)
    case .pipe: try addPipe(isInput: index == 0)
    case .null, .inherit:
      let null = Descriptor(owning: try checkErrno(Glibc.open("/dev/null", O_RDWR), operation))
      try add(null.number)
    }
  }

  private func add(_ number: Int32, own: Int32 = -1) throws(ReactorError) {
    childEnds.append(try checkErrno(fcntl(number, F_DUPFD_CLOEXEC, 3), operation))
    ownEnds.append(own)
  }

  private func addPipe(isInput: Bool) throws(ReactorError) {
    var ends: (uv_file, uv_file) = (-1, -1)
    let result = withUnsafeMutablePointer(to: &ends) {
      $0.withMemoryRebound(to: uv_file.self, capacity: 2) { uv_pipe($0, 0, 0) }
    }
    try check(result, operation)
    let output = Descriptor(owning: ends.0)
    let input = Descriptor(owning: ends.1)
    if isInput {
      try add(output.number, own: input.number)
      _ = input.release()
    } else {
      try add(input.number, own: output.number)
      _ = output.release()
    }
  }
}

// MARK: - Starting

extension ProcessLaunch {
  /// Starts the program.
  func start() throws(ReactorError) -> ProcessHandle {
    var child: pid_t = 0
    let result = withActions { actions in
      withAttributes { attributes in
        withCStrings([program] + arguments) { arguments in
          withCStrings(environment) { environment in
            posix_spawnp(&child, program, actions, attributes, arguments, environment)
          }
        }
      }
    }
    try check(uv_translate_sys_error(result), operation)
    do throws(ReactorError) {
      let descriptor = Descriptor(owning: try checkErrno(pidfd_open(child, 0), operation))
      return try ProcessHandle(child, descriptor, program)
    } catch {
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
      throw error
    }
  }

  private var environment: [String] {
    if let chosen = options.environment { return chosen.map { "\($0)=\($1)" } }
    var items: UnsafeMutablePointer<uv_env_item_t>?
    var count: Int32 = 0
    guard uv_os_environ(&items, &count) == 0, let items else { return [] }
    defer { uv_os_free_environ(items, count) }
    return (0..<Int(count)).map {
      "\(String(cString: items[$0].name))=\(String(cString: items[$0].value))"
    }
  }

  private func withActions(_ body: (UnsafePointer<posix_spawn_file_actions_t>) -> Int32) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (place, end) in childEnds.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, end, Int32(place))
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    if let folder = options.workingDirectory {
      posix_spawn_file_actions_addchdir_np(&actions, folder)
    }
    return body(&actions)
  }

  /// A child begins with every signal as the system has it: this process ignores SIGPIPE.
  private func withAttributes(_ body: (UnsafePointer<posix_spawnattr_t>) -> Int32) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    if options.ownsGroup { flags |= POSIX_SPAWN_SETPGROUP }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    return body(&attributes)
  }
}

/// Lends `texts` as C has lists of strings: pointers, and a null at the end.
private func withCStrings<T>(
  _ texts: [String],
  _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
) -> T {
  var pointers = texts.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return body(&pointers)
}
