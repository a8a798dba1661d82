// Two tasks share a lock: the second waits for the first, although it has less to do.
import GenLoop

func printAfter(_ lock: Lock, _ delay: Duration, _ text: String) throws {
  try lock.withLock { try sleep(delay) }
  print(text)
}

try GenLoop.run {
  let loop = try getRunningLoop()
  let lock = Lock()
  try loop.createTask { try printAfter(lock, .milliseconds(200), "one") }
  let second = try loop.createTask { try printAfter(lock, .milliseconds(100), "two") }
  // To wait for a task is to ask for its value.
  try second.value()
}
