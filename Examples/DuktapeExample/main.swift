// JavaScript beside an async program: Duktape blocks, and its contexts must stay on their threads.
import ThreadAffinity

try await withHeapThread(Duktape()) { duktape in
  // One call after another.
  _ = try await duktape.run { try $0.eval("var item = 1 + 2") }
  let item = try await duktape.run { try $0.global("item") }
  print("Got number: \(item) from JavaScript")

  // Several, of which each is a step: a cancellation would end them between any two.
  let sums = try await duktape.queue(["1 + 3", "67 + 45"]) { try $0.eval($1) }
  print("Sums: \(sums.joined(separator: ", "))")

  // Values go in as JSON, and errors come out as Swift errors.
  let greeting = try await duktape.run { duktape in
    try duktape.setGlobals(["user": #"{"name": "Ada", "langs": ["Lua", "Swift"]}"#])
    return try duktape.eval("({hello: user.name, count: user.langs.length})")
  }
  print(greeting)
  for source in ["missing.member", "var a = {}; a.a = a"] {
    do { _ = try await duktape.run { try $0.eval(source) } } catch let error as ScriptError {
      print("JavaScript says: \(error)")
    }
  }
}

// Two contexts compute at the same time, each on its thread, and know nothing of each other.
try await withHeapThread(Duktape()) { one in
  try await withHeapThread(Duktape()) { other in
    let script = "var n = 0; for (var i = 0; i < 20000; i++) n += i; n"
    async let first = one.run { try $0.eval(script) }
    async let second = other.run { try $0.eval("typeof n") }
    print(try await first, try await second)
  }
}
