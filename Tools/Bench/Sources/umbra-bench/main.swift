// umbra-bench [GROUP...]: prints `name value unit` lines. See Tools/bench.
import Foundation

let groups: [(name: String, run: () throws -> Void)] = [
  ("loop", benchLoop), ("lua", benchLua), ("sandbox", benchSandbox),
  ("http", benchHTTP), ("affinity", benchAffinity), ("socket", benchSocket),
  ("timers", benchTimers), ("console", benchConsole),
]
if CommandLine.arguments.dropFirst() == ["serve-http"] {
  try serveHello()
  exit(0)
}
let wanted = CommandLine.arguments.dropFirst()
for name in wanted where !groups.contains(where: { $0.name == name }) {
  let known = groups.map(\.name).joined(separator: " ")
  FileHandle.standardError.write(Data("bench: \(name) is no group (there are: \(known))\n".utf8))
  exit(2)
}
for group in groups where wanted.isEmpty || wanted.contains(group.name) { try group.run() }
