import Foundation
import Umbra

/// The part of the rig `lua` that is about calls: both ways across a sandbox's border.
func benchCalls() throws {
  try Reactor.run(stack: .large) {
    let vm = try LuaVM(memoryLimit: 64 << 20)
    for (name, function) in hostFunctions + conversions { try vm.setGlobal(name, function) }
    try vm.setGlobal("pet", Pet().luaValue)
    try vm.seal()
    for call in calls + memberCalls + conversionCalls {
      try vm.reset()
      let time = try nanoseconds { _ = try vm.run(Array(call.source.utf8)).get() }
      report("lua.umbra.\(call.name)", time / Double(call.count), "ns/op")
    }
  }
}

struct Call {
  let name: String
  let count: Int
  let source: String

  init(_ name: String, _ count: Int, _ source: String) {
    self.name = name
    self.count = count
    self.source = source.replacingOccurrences(of: "COUNT", with: "\(count)")
  }

  /// A million times a function of integers, as the rig's.
  static func counting(_ name: String, _ function: String, _ count: Int) -> Call {
    let loop = "local f, x = \(function), 0 for i = 1, COUNT do x = f(x) end assert(x == COUNT)"
    return Call(name, count, loop)
  }
}

private let fewer = 200_000
private let million = 1_000_000

private let calls: [Call] = [
  Call("host_to_lua_int", 3 * million, "call_with_integers(function(a) return a end, COUNT)"),
  Call("host_to_lua_string32", 3 * million, "call_with_strings(function(a) return a end, COUNT)"),
  Call("host_to_lua_array", million, "call_for_arrays(function(a) return a end, COUNT)"),
  Call("sort_comparator", fewer, "sort(function(a, b) return a < b end, COUNT)"),
  Call(
    "gsub_host_callback",
    million,
    "local _, n = string.gsub(string.rep('1', COUNT), '.', take) assert(n == COUNT)"
  ),
  .counting("lua_to_host_int", "add1", 3 * million),
  Call(
    "lua_to_host_string32",
    3 * million,
    "local f = take for i = 1, COUNT do f('a string of some 32 characters!!') end"
  ),
  .counting("parking_call", "parking", fewer),
  .counting("async_call_ready", "ready", fewer),
  .counting("async_call_pending", "pending", fewer),
  Call(
    "yield_resume",
    million,
    """
    local yield = coroutine.yield
    resume(coroutine.create(function() local y = yield while true do y(1) end end), COUNT)
    """
  ),
]

private let hostFunctions: [(String, HostFunction)] = [
  ("add1", HostFunction { try $0.integer(0) + 1 }),
  ("take", HostFunction { try $0.string(0) }),
  (
    "parking",
    HostFunction { (arguments: LuaArguments) throws -> Int in
      try Fiber.yield()
      return try arguments.integer(0) + 1
    }
  ),
  (
    "ready",
    HostFunction { (arguments: LuaArguments) async throws -> Int in try arguments.integer(0) + 1 }
  ),
  (
    "pending",
    HostFunction { (arguments: LuaArguments) async throws -> Int in
      await Task.yield()
      return try arguments.integer(0) + 1
    }
  ),
  ("call_with_integers", HostFunction(callWithIntegers)),
  ("call_with_strings", HostFunction(callWithStrings)),
  ("call_for_arrays", HostFunction(callForArrays)),
  ("sort", HostFunction(sort)),
  ("resume", HostFunction(resume)),
]

@Sendable
private func callWithIntegers(_ arguments: LuaArguments) throws {
  let function = try arguments.function(0)
  for number in 0..<(try arguments.integer(1)) {
    let result = try function.call(number, as: Int.self)
    try WrongWork.unless(result == number, "\(number) came back as \(result)")
  }
}

@Sendable
private func callForArrays(_ arguments: LuaArguments) throws {
  let function = try arguments.function(0)
  for number in 0..<Int64(try arguments.integer(1)) {
    let results = try function.call(.integer(number))
    try WrongWork.unless(results == [.integer(number)], "\(number) came back as \(results)")
  }
}

/// Sorts so many times as many comparisons take, which is what a row of it counts.
@Sendable
private func sort(_ arguments: LuaArguments) throws {
  let isLess = try arguments.function(0)
  var left = try arguments.integer(1)
  while left > 0 {
    var comparisons = 0
    let numbers = try (0..<1000).map { $0 * 7919 % 1009 }.sorted {
      comparisons += 1
      return try isLess.call($0, $1, as: Bool.self)
    }
    try WrongWork.unless(numbers == numbers.sorted(), "not in order")
    left -= comparisons
  }
}

/// As the rig's, one letter of the text changes from call to call.
@Sendable
private func callWithStrings(_ arguments: LuaArguments) throws {
  let function = try arguments.function(0)
  var letters = Array("a string of some 32 characters!!".utf8)
  let texts = (0..<32).map { number in
    letters[number & 15] ^= 1
    return String(decoding: letters, as: UTF8.self)
  }
  for number in 0..<(try arguments.integer(1)) {
    let text = texts[number & 31]
    let result = try function.call(text, as: String.self)
    try WrongWork.unless(result == text, "\(text) came back as \(result)")
  }
}

@Sendable
private func resume(_ arguments: LuaArguments) throws {
  let coroutine = try arguments.coroutine(0)
  try coroutine.resume()
  for number in 0..<Int64(try arguments.integer(1)) { try coroutine.resume(.integer(number)) }
}
