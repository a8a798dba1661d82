import CFiber
import CLua
import CLuaShims
import Glibc

/// A VM, driven without a reactor: its runs are continued at once when a tick takes the thread away.
final class TestVM {
  let raw: UnsafeMutablePointer<umbra_vm>
  /// The host functions that scripts may call.
  var answers: [HostAnswer] = []
  /// What is done each time that a tick has taken the thread away.
  var afterSlice: () -> Void = {}

  init?(limit: Int = 16 << 20) {
    guard umbra_tick_prepare(), let raw = umbra_vm_new(limit) else { return nil }
    self.raw = raw
  }

  deinit { umbra_vm_free(raw) }

  /// What `body` does inside Lua may be left anywhere, so it must own nothing.
  func run(_ body: @escaping lua_CFunction) -> Int32 {
    perform(body, nil, results: 0) { _ in }
  }

  /// The same; `body` gets `argument` as a light userdata, and `read` the state, with the results or the
  /// error on its stack, on the fibre.
  func perform(
    _ body: @escaping lua_CFunction,
    _ argument: UnsafeMutableRawPointer?,
    results: Int32,
    _ read: @escaping (OpaquePointer) -> Void
  ) -> Int32 {
    let run = Run(vm: raw, body: body, argument, results, read)
    let entry: cfiber_entry = { run in
      guard let run else { return }
      Unmanaged<Run>.fromOpaque(run).takeUnretainedValue().go()
    }
    let fiber = cfiber_new(CFIBER_SMALL, entry, Unmanaged.passUnretained(run).toOpaque())
    guard let fiber else { return UMBRA_NO_STACK }
    defer { cfiber_free(fiber) }
    var code = cfiber_enter(fiber)
    while code == CFIBER_SLICED {
      afterSlice()
      code = cfiber_continue(cfiber_leaf())
    }
    return run.status
  }

  var stop: umbra_stop { umbra_stop(UInt32(raw.pointee.stop)) }
  var faultSignal: Int32 { raw.pointee.fault_signal }

  /// Calls `function` from inside Lua, as a host function.
  func call(_ function: @escaping @convention(c) () -> Void) -> Int32 {
    hosted = function
    return run { state in
      var host = umbra_host_function(
        call: { _, _, _, _, _ in
          hosted?()
          return 0
        },
        context: nil,
        method: 0
      )
      return withUnsafePointer(to: &host) { host in
        umbra_push_host_function(state, host)
        lua_callk(state, 0, 0, 0, nil)
        return 0
      }
    }
  }

  /// Computes for some ticks, inside Lua, where only `room` bytes of the stack are left.
  func compute(room: Int) -> Int32 {
    wantedRoom = room
    return run { _ in
      _ = computeWithin(wantedRoom)
      return 0
    }
  }

  private final class Run {
    let vm: UnsafeMutablePointer<umbra_vm>
    let body: lua_CFunction
    let argument: UnsafeMutableRawPointer?
    let results: Int32
    let read: (OpaquePointer) -> Void
    var status: Int32 = 0

    init(
      vm: UnsafeMutablePointer<umbra_vm>,
      body: @escaping lua_CFunction,
      _ argument: UnsafeMutableRawPointer?,
      _ results: Int32,
      _ read: @escaping (OpaquePointer) -> Void
    ) {
      self.vm = vm
      self.body = body
      self.argument = argument
      self.results = results
      self.read = read
    }

    func go() {
      status = umbra_run(vm, vm.pointee.L, body, argument, results, false)
      guard status >= 0 else { return }
      read(vm.pointee.L)
      lua_settop(vm.pointee.L, 0)
    }
  }
}

private nonisolated(unsafe) var hosted: (@convention(c) () -> Void)?

/// Recurses with a frame of a known size, which the compiler cannot turn into a loop.
@inline(never)
func descend(_ levels: Int) -> Int {
  withUnsafeTemporaryAllocation(of: Int.self, capacity: 128) { frame in
    frame.initialize(repeating: levels)
    return levels == 0 ? 0 : descend(levels - 1) + frame[levels % 128]
  }
}

private nonisolated(unsafe) var wantedRoom = 0

@inline(never)
private func computeWithin(_ room: Int) -> Int {
  withUnsafeTemporaryAllocation(of: Int.self, capacity: 4) { frame in
    frame.initialize(repeating: room)
    if cfiber_room() > room { return computeWithin(room) + frame[room % 4] }
    for round in 0..<1_000_000 { frame[round % 4] &+= round }
    return frame[0]
  }
}

/// Writes where nothing is.
@inline(never)
func faultAnywhere() {
  UnsafeMutablePointer<Int>(bitPattern: 16)?.pointee = 1
}

/// Sends this very thread a signal in the way that another process would (`pthread_sigqueue`, which
/// Swift's Glibc does not show).
func send(_ signal: Int32) {
  typealias Queue = @convention(c) (pthread_t, Int32, sigval) -> Int32
  guard let function = dlsym(nil, "pthread_sigqueue") else { return }
  _ = unsafeBitCast(function, to: Queue.self)(pthread_self(), signal, sigval())
}

/// Has `handler` called for `signal`, on this thread too: libdispatch blocks most signals on its own.
func handle(_ signal: Int32, _ handler: __sighandler_t?) {
  var action = sigaction()
  action.__sigaction_handler.sa_handler = handler
  sigaction(signal, &action, nil)
  var unblocked = sigset_t()
  sigaddset(&unblocked, signal)
  pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
}
