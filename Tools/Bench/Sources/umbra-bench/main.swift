// umbra-bench [GROUP...]: prints `name value unit` lines. See Tools/bench.
import Foundation

switch CommandLine.arguments.dropFirst().first {
case "serve-http": try serveHello()
case "--once":
  // One part, measured once, in this process.
  for part in Part.all where part.name == CommandLine.arguments.last { try part.run() }
default:
  let wanted = Array(CommandLine.arguments.dropFirst())
  if let name = wanted.first(where: { name in !Part.all.contains { $0.answers(to: name) } }) {
    note("\(name) is no group (there are: \(Part.groups.joined(separator: " ")))")
    exit(2)
  }
  let parts = Part.all.filter { wanted.isEmpty || wanted.contains(where: $0.answers) }
  let times = ProcessInfo.processInfo.environment["REPS"].flatMap(Int.init) ?? 3
  var repetition = Repetition(of: parts, times: max(times, 1))
  exit(repetition.run() ? 0 : 1)
}
