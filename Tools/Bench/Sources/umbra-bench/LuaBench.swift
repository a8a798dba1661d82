import Umbra

/// The work of the rig `lua`: calls both ways, across a sandbox's border.
func benchLua() throws {
  try Reactor.run(stack: .large) {
    let vm = try LuaVM(memoryLimit: 64 << 20)
    try vm.setGlobal("add1", HostFunction { try $0.integer(0) + 1 })
    try vm.setGlobal("take", HostFunction { try $0.string(0) })
    try vm.setGlobal("park", HostFunction { (_: LuaArguments) throws -> Void in try Fiber.yield() })
    try vm.setGlobal(
      "pending",
      HostFunction { (_: LuaArguments) async throws -> Void in await Task.yield() }
    )
    try vm.setGlobal("ready", HostFunction { (_: LuaArguments) async throws -> Void in })
    try vm.setGlobal(
      "call",
      HostFunction { (arguments: LuaArguments) throws -> Void in
        let function = try arguments.function(0)
        for n in Int64(0)..<300_000 { try function.call(.integer(n)) }
      }
    )
    try vm.seal()
    func row(_ name: String, _ count: Int, _ source: String) throws {
      let value = try perOperation(count) {
        _ = try vm.run(Array(source.utf8)).get()
        try vm.reset()
      }
      report("lua.umbra.\(name)", value, "ns/op")
    }
    let million = 1_000_000
    try row("lua_to_host_int", million, "local f, x = add1, 0 for i = 1, 1000000 do x = f(x) end")
    try row(
      "lua_to_host_string32",
      million,
      "local f = take for i = 1, 1000000 do f('a string of some 32 characters!!') end"
    )
    try row("parking_call", million, "local f = park for i = 1, 1000000 do f() end")
    try row("async_call_ready", 100_000, "local f = ready for i = 1, 100000 do f() end")
    try row("async_call_pending", 100_000, "local f = pending for i = 1, 100000 do f() end")
    try row("host_to_lua_int", 300_000, "call(function(a) return a end)")
  }
}
