import CLua
import CLuaShims
import Testing

@Suite("An object of the host, in C's terms")
struct ObjectTests {
  @Test("nothing else is taken for one")
  func others() throws {
    let vm = try #require(TestVM())
    #expect(vm.openLibraries())
    var found = -1
    let body: lua_CFunction = { state in
      guard let state else { return 0 }
      lua_pushnil(state)
      lua_pushinteger(state, 1)
      lua_pushlightuserdata(state, UnsafeMutableRawPointer(bitPattern: 64))
      lua_newuserdatauv(state, 8, 0)
      lua_newuserdatauv(state, 0, 0)
      lua_createtable(state, 0, 0)
      lua_setmetatable(state, -2)
      lua_createtable(state, 0, 0)
      let objects = (0...lua_gettop(state) + 1).filter { umbra_object_at(state, $0) != nil }
      lua_pushinteger(state, lua_Integer(objects.count))
      return 1
    }
    let status = vm.perform(body, nil, results: 1) { found = Int(lua_tointegerx($0, -1, nil)) }
    #expect(status == LUA_OK)
    #expect(found == 0)
  }

  @Test("it is one userdata however often it is pushed, and counted until Lua has collected it")
  func references() throws {
    let vm = try #require(TestVM())
    #expect(vm.openLibraries())
    let object = try TestObject("Pokemon", in: vm)
    #expect(object.push(asGlobal: "a") == LUA_OK)
    #expect(object.push(asGlobal: "b") == LUA_OK)
    #expect(vm.run(script: "return tostring(rawequal(a, b))") == (LUA_OK, "true"))
    #expect(object.references == 1)
    #expect(vm.run(script: "a = nil collectgarbage() return ''").status == LUA_OK)
    #expect(object.references == 1)
    #expect(vm.run(script: "b = nil collectgarbage() collectgarbage() return ''").status == LUA_OK)
    #expect(object.references == 0)
  }

  @Test("what it does not let be assigned is refused by name, and its metatable is hidden")
  func refusal() throws {
    let vm = try #require(TestVM())
    #expect(vm.openLibraries())
    let object = try TestObject("Pokemon", in: vm)
    #expect(object.push(asGlobal: "a") == LUA_OK)
    let assignment = vm.run(script: "a.name = 1")
    #expect(assignment == (LUA_ERRRUN, "test:1: cannot assign to 'name' of a Pokemon"))
    #expect(vm.run(script: "return tostring(getmetatable(a))").text == "false")
    #expect(vm.run(script: "return tostring(a.name)").text == "nil")
    #expect(
      vm.run(script: "return a + 1").text
        == "test:1: attempt to perform arithmetic on a Pokemon value (global 'a')"
    )
  }
}
