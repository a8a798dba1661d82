import LuaBridge
import Reactor
import Testing

/// Counts Swift frames that are in progress and objects that they hold: all must go, whatever a
/// script does.
private final class Frames {
  private(set) var open = 0
  private(set) var entered = 0
  private(set) var alive = 0

  /// Lives as long as the frame that holds it.
  private final class Witness {
    let frames: Frames
    init(_ frames: Frames) {
      self.frames = frames
      frames.alive += 1
    }
    deinit { frames.alive -= 1 }
  }

  func frame<T>(_ body: () throws -> T) rethrows -> T {
    let witness = Witness(self)
    open += 1
    entered += 1
    defer { open -= 1 }
    return try withExtendedLifetime(witness) { try body() }
  }

  func asyncFrame<T>(_ body: () async throws -> T) async rethrows -> T {
    let witness = Witness(self)
    open += 1
    entered += 1
    defer {
      open -= 1
      withExtendedLifetime(witness) {}
    }
    return try await body()
  }
}

private struct Failure: Error {}

/// What a host function does when a script calls it.
private enum Act: String, CaseIterable, CustomTestStringConvertible {
  case returns, throwsSwift, throwsBadArgument, callsFailing, callsEndless, callsGreedy, isCancelled

  var testDescription: String { rawValue }

  /// The Lua function that it calls.
  var callback: String? {
    switch self {
    case .callsFailing: "error({})"
    case .callsEndless: "while true do pcall(error) end"
    case .callsGreedy: "local s = 'x' while true do s = s .. s end"
    default: nil
    }
  }
}

/// An object with every kind of member, each of which does the same.
private final class Thing: LuaObject {
  let frames: Frames
  let act: Act
  var callback: LuaFunction?

  init(_ frames: Frames, _ act: Act) {
    self.frames = frames
    self.act = act
  }

  override var members: Members {
    let members = Members()
      .field("field", get: { try self.perform() }, set: { _ in _ = try self.perform() })
      .subscripts(
        get: { _ in try self.perform() },
        set: { _, _ in _ = try self.perform() }
      )
      .method("keep") { (arguments) throws -> Void in self.callback = try arguments.function(0) }
      .method("act") { _ in try self.perform() }
      .method("slow", slow)
      .method("parking") { (_) throws -> LuaValue in
        try self.frames.frame {
          try Fiber.yield()
          return try self.perform()
        }
      }
      .method(
        "back",
        results: { arguments in
          try self.frames.frame { try arguments.function(0).call() }
        }
      )
      .method(
        "resume",
        results: { arguments in
          try self.frames.frame { try arguments.coroutine(0).resume() }
        }
      )
    return Metamethod.allCases.reduce(members) { members, event in
      members.metamethod(event) { _ in try self.perform() }
    }
  }

  private func perform() throws -> LuaValue {
    try frames.frame {
      switch act {
      case .returns: return 1
      case .throwsSwift: throw Failure()
      case .throwsBadArgument: throw LuaError.badArgument(index: 0, expected: "a", got: "b")
      case .callsFailing, .callsEndless, .callsGreedy: return try callback?.call().first ?? .nil
      case .isCancelled:
        Fiber.current?.cancel()
        try Fiber.yield()
        return .nil
      }
    }
  }

  private func slow() async throws -> LuaValue {
    try await frames.asyncFrame {
      await Task.yield()
      switch act {
      case .callsFailing, .callsEndless, .callsGreedy:
        return try await callback?.call().first ?? .nil
      case .isCancelled: throw CancellationError()
      default: return try perform()
      }
    }
  }
}

@Suite("No jump over Swift frames")
struct UnwindingTests {
  /// How a script comes to call the host: `act` is the host function, `thing` an object of the host's.
  static let places = [
    "act()",
    "pcall(act) act()",
    "slow()",
    "parking()",
    "thing.method()", "thing:method()", "thing:slow()",
    "local x = thing.field", "thing.field = 1", "local x = thing[1]", "thing[1] = 2",
    "thing.new = 3",
    "local x = thing + 1", "local x = 1 - thing", "local x = -thing", "local x = thing // 2",
    "local x = #thing", "local x = thing .. 'x'", "local x = 'x' .. thing", "thing(1)",
    "local x = thing < thing", "local x = thing <= 1", "local x = thing == other",
    "tostring(thing)", "string.format('%s', thing)",
    "do local x <close> = thing end",
    "for i in thing do break end",
    "table.sort({3, 1, 2}, function(a, b) act() return a < b end)",
    "table.sort({3, 1, 2}, act)",
    "string.gsub('abc', '.', act)",
    "string.gsub('abc', '.', function() act() end)",
    "local x = setmetatable({}, {__index = act}).x",
    "setmetatable({}, {__newindex = act}).x = 1",
    "local m = {__eq = act} local x = setmetatable({}, m) == setmetatable({}, m)",
    "local m = {__lt = act} local x = setmetatable({}, m) < setmetatable({}, m)",
    "local x = setmetatable({}, {__concat = act}) .. 'x'",
    "setmetatable({}, {__call = act})()",
    "local x = #setmetatable({}, {__len = act})",
    "tostring(setmetatable({}, {__tostring = act}))",
    "do local x <close> = setmetatable({}, {__close = act}) end",
    "pcall(function() local x <close> = setmetatable({}, {__close = act}) error('x') end)",
    "coroutine.wrap(function() act() end)()",
    "local f = coroutine.wrap(function() coroutine.yield() act() end) f() f()",
    "local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = act}) coroutine.yield() end) coroutine.resume(c) coroutine.close(c)",
    "xpcall(error, act)", "xpcall(error, function() act() end)",
    "load(act)", "pcall(load, function() act() end)",
    "for _ in pairs(setmetatable({}, {__pairs = act})) do end",
    "string.rep('x', 10):gsub('x', function() thing:method() end)",
    "next({}, nil) select('#', act()) act()",
    "back(act)", "back(function() act() end)", "back(function() back(function() act() end) end)",
    "back(function() pcall(act) pcall(back, act) act() end)",
    "pcall(back, function() coroutine.wrap(function() thing:method() end)() end)",
    "resume(coroutine.create(function() act() end))",
    "resume(coroutine.create(function() resume(coroutine.create(act)) end))",
  ]

  @Test("every Swift frame is unwound, whatever is called from wherever", arguments: Act.allCases)
  private func unwinding(_ act: Act) throws {
    let frames = Frames()
    try Reactor.run(stack: .large) {
      let vm = try LuaVM(memoryLimit: 2 << 20)
      let thing = Thing(frames, act)
      try vm.setGlobal("thing", thing.luaValue)
      try vm.setGlobal("other", Thing(frames, act).luaValue)
      try vm.seal()
      for place in Self.places {
        let before = frames.entered
        for source in [place, "pcall(function() \(place) end)", "while true do \(place) end"] {
          try Self.check(source, thing, vm)
          thing.callback = nil
        }
        #expect(frames.entered > before, "\(place): the host was not called")
      }
    }
    #expect(frames.open == 0)
    #expect(frames.alive == 0)
  }

  private static func check(_ source: String, _ thing: Thing, _ vm: LuaVM) throws {
    let names = ["act", "slow", "parking", "back", "resume"]
    var script = names.map { "local \($0) = thing.\($0) " }.joined()
    if let callback = thing.act.callback { script += "thing.keep(function() \(callback) end) " }
    try vm.reset()
    vm.limitCPU(to: .milliseconds(10))
    var result: Result<[LuaValue], LuaError>?
    try Fiber.spawn(stack: .large) { result = vm.run(Array((script + source).utf8)) }.join()
    // What an abandoned async function had begun ends by itself.
    for _ in 0..<10_000 where thing.frames.open > 0 || !vm.isIdle { try Fiber.yield() }
    #expect(thing.frames.open == 0, "\(source): frames are open")
    #expect(vm.isIdle, "\(source): calls are in progress")
    if source.hasPrefix("while"), case .success = result { Issue.record("\(source) has ended") }
  }
}
