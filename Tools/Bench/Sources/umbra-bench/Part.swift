/// Measurements that share a process, which starts clean: no stack, arena or page is warm from others.
struct Part: Sendable {
  let group: String
  let name: String
  /// The only core that the process gets, as the rigs pin their peers; both cores without.
  let core: Int?
  let run: @Sendable () throws -> Void

  init(_ group: String, _ name: String, core: Int?, _ run: @escaping @Sendable () throws -> Void) {
    self.group = group
    self.name = name
    self.core = core
    self.run = run
  }

  static let all = [
    Part("loop", "tasks", core: 0, benchTasks),
    Part("loop", "timers", core: 0, benchTimers),
    Part("loop", "parked-tasks", core: 0, benchParkedTasks),
    Part("socket", "streams", core: 0, benchStreams),
    Part("http", "requests", core: 1, benchRequests),  // the server is on core 0
    Part("http", "idle", core: 1, benchIdle),
    Part("affinity", "cores2", core: nil) { try benchAffinity("thread-hop") },
    Part("affinity", "cores1", core: 0) { try benchAffinity("thread-hop.cores1") },
    Part("lua", "calls", core: 0, benchCalls),
    Part("lua", "states", core: 0, benchStates),
    Part("lua", "executor", core: 0, benchExecutor),
    Part("sandbox", "work", core: 0, benchWork),
    Part("sandbox", "fresh", core: 0, benchFresh),
    Part("sandbox", "beside-endless", core: 0, benchTimerBesideScripts),
    Part("sandbox", "parked-scripts", core: nil, benchParkedScripts),
    Part("console", "consoles", core: nil, benchConsole),
  ]

  /// Each once, in the order of the table.
  static var groups: [String] {
    all.map(\.group).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// Whether `name` asks for this part: by its group's name or its own.
  func answers(to name: String) -> Bool { name == group || name == self.name }
}
