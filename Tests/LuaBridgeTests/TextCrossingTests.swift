import LuaBridge
import Reactor
import Testing

/// Short strings go by a quicker way than others, in both directions.
@Suite("Strings across the border")
struct TextCrossingTests {
  private static let texts = [
    "", "a", "fifteen letters", "sixteen letters!", "zero\0inside", "Grüße, 世界 🐢",
    String(repeating: "x", count: 40), String(repeating: "y", count: 41),
    String(repeating: "z", count: 255), String(repeating: "é", count: 128),
    String(repeating: "t", count: 257), String(repeating: "ü", count: 100_000),
  ]

  @Test("a host function gives back what it was given", arguments: texts)
  func results(text: String) throws {
    let host = HostFunction { (arguments: LuaArguments) throws -> String in try arguments.string(0)
    }
    let source = "return host(text), #host(text) == #text, host(text) == text"
    let results = try runScript(source) { vm in
      try vm.setGlobal("text", .string(text))
      try vm.setGlobal("host", host)
    }
    #expect(results == [.string(text), true, true])
  }

  @Test(
    "a Lua function gives back what it was given, in the first call and in later ones",
    arguments: texts
  )
  func arguments(text: String) throws {
    let host = HostFunction { (arguments: LuaArguments) throws -> Int in
      let (same, join) = (try arguments.function(0), try arguments.function(1))
      for number in 0..<4 {
        #expect(try same.call(text, as: String.self) == text)
        #expect(try join.call(text, number, as: String.self) == text + "\(number)")
        #expect(try join.call(number, text, as: String.self) == "\(number)" + text)
        #expect(try join.call(text, text, as: String.self) == text + text)
        #expect(try same.call(text, true, as: LuaValue.self) == .string(text))
      }
      return 1
    }
    let source = "return host(function(a) return a end, function(a, b) return a .. b end)"
    #expect(try runScript(source, host: host) == [1])
  }

  @Test("while one waits for its turn at the border, others give texts in the same script")
  func others() throws {
    // Computes for longer than a tick, so that it gives way when it returns.
    let host = HostFunction { (arguments: LuaArguments) throws -> String in
      let start = ContinuousClock.now
      while ContinuousClock.now - start < .milliseconds(2) {}
      return try arguments.string(0)
    }
    let isOver = Box(false)
    let meanwhile = HostFunction { (arguments: LuaArguments) throws in
      let function = try arguments.function(0)
      _ = try Fiber.spawn {
        for number in 0..<20 {
          let text = "other \(number)"
          let result = try? function.call(text, as: String.self)
          #expect(result == text)
          try? Fiber.yield()
        }
        isOver.value = true
      }
    }
    let source = """
      meanwhile(function(text) return host(text) end)
      local i = 0
      repeat
        i = i + 1
        assert(host("text number " .. i) == "text number " .. i)
      until over()
      """
    #expect(
      try runScript(source) { vm in
        try vm.setGlobal("host", host)
        try vm.setGlobal("meanwhile", meanwhile)
        try vm.setGlobal("over", HostFunction { _ in isOver.value })
      } == []
    )
  }

  @Test("another fibre's host function returns a text while one is just being taken")
  func taken() throws {
    let (given, isOver) = (Box(0), Box(false))
    let give = HostFunction { (arguments: LuaArguments) throws -> String in
      given.value += 1
      return try arguments.string(0)
    }
    // Returns when the other has gone on and was interrupted, which may be anywhere.
    let giveLater = HostFunction { (arguments: LuaArguments) throws -> String in
      let before = given.value
      while given.value == before { try Fiber.yield() }
      return try arguments.string(0)
    }
    let meanwhile = HostFunction { (arguments: LuaArguments) throws in
      let function = try arguments.function(0)
      _ = try Fiber.spawn(stack: .large) {
        #expect(throws: Never.self) {
          for _ in 0..<500 { try function.call() }
        }
        isOver.value = true
      }
    }
    let source = """
      local mine, theirs = ("m"):rep(200), ("t"):rep(100)
      meanwhile(function() assert(giveLater(theirs) == theirs) end)
      repeat
        for _ = 1, 1000 do assert(give(mine) == mine) end
      until over()
      """
    #expect(
      try runScript(source) { vm in
        try vm.setGlobal("give", give)
        try vm.setGlobal("giveLater", giveLater)
        try vm.setGlobal("meanwhile", meanwhile)
        try vm.setGlobal("over", HostFunction { _ in isOver.value })
      } == []
    )
  }

  @Test(
    "a script that keeps all texts ends at its memory's limit, whichever way they go",
    arguments: [
      "while true do keep(give(text) .. #kept) end",
      "call(function(text, n) keep(text .. n) return n end)",
    ]
  )
  func memory(script: String) throws {
    let text = String(repeating: "m", count: 200)
    let call = HostFunction { (arguments: LuaArguments) throws in
      let function = try arguments.function(0)
      for number in 0..<1_000_000 { _ = try function.call(text, number, as: Int.self) }
    }
    let keep = "local kept = {} local function keep(text) kept[#kept + 1] = text end "
    #expect(throws: LuaError.stopped(.memory)) {
      try runScript(keep + script) { vm in
        try vm.setGlobal("give", HostFunction { try $0.string(0) })
        try vm.setGlobal("call", call)
        try vm.setGlobal("text", .string(text))
      }
    }
  }
}
