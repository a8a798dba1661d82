// Three tasks that wait at once take one second, not three; and what else gather can do.
import GenLoop

func printAfterDelay(_ message: String, _ delay: Duration) throws -> Int {
  try sleep(delay)
  print(message)
  return message.count
}

struct Broken: Error {}

try GenLoop.run {
  let lengths = try gather([
    { try printAfterDelay("Hello", .seconds(1)) },
    { try printAfterDelay("from", .seconds(1)) },
    { try printAfterDelay("fibres", .seconds(1)) },
  ])
  print("in order, whoever was first:", lengths)

  // Bodies of several types give a tuple.
  let (length, text) = try gather(
    { try printAfterDelay("one", .milliseconds(20)) },
    { "two" }
  )
  print(length, text)

  // A time limit for all of it.
  do {
    try gather([{ try printAfterDelay("never", .seconds(60)) }], timeout: .milliseconds(50))
  } catch let error as GenTimeoutError {
    print("gather \(error)")
  }

  // Errors as results.
  let outcomes = try gather(returnExceptions: [{ 1 }, { throw Broken() }])
  for outcome in outcomes { print(outcome) }
}
