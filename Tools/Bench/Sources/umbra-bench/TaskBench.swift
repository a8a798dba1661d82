import Umbra

/// The part of the rig `loop-ops` that is about tasks.
func benchTasks() throws {
  try GenLoop.run {
    loopRow("spawn_join_100k", try spawnAndJoin(100_000) / 100_000)
    for tasks in [2, 100] {
      loopRow("switch_1M_\(tasks)tasks", try switchAmong(tasks, times: 1_000_000) / 1_000_000)
    }
    for size in [100, 1] {
      loopRow("queue_1M_cap\(size)", try handOver(1_000_000, through: size) / 1_000_000)
    }
  }
}

private func loopRow(_ operation: String, _ nanoseconds: Double) {
  report("loop-ops.umbra.\(operation)", nanoseconds, "ns/op")
}

/// All of them are there before the first one runs.
private func spawnAndJoin(_ count: Int) throws -> Double {
  var ended = 0
  let time = try nanoseconds {
    let tasks = try (0..<count).map { _ in try createTask { ended += 1 } }
    for task in tasks { try task.value() }
  }
  try WrongWork.unless(ended == count, "\(ended) of \(count) tasks have run")
  return time
}

private func switchAmong(_ tasks: Int, times: Int) throws -> Double {
  try nanoseconds {
    let all = try (0..<tasks).map { _ in
      try createTask { for _ in 0..<(times / tasks) { try Fiber.yield() } }
    }
    for task in all { try task.value() }
  }
}

private func handOver(_ count: Int, through size: Int) throws -> Double {
  var sum = 0
  let time = try nanoseconds {
    let queue = Queue<Int>(maxSize: size)
    let producer = try createTask { for number in 0..<count { try queue.put(number) } }
    let consumer = try createTask { for _ in 0..<count { sum += try queue.get() } }
    try producer.value()
    try consumer.value()
  }
  try WrongWork.unless(sum == count * (count - 1) / 2, "other numbers came than were put")
  return time
}

/// What a task holds that waits.
func benchParkedTasks() throws {
  let count = 100_000
  try GenLoop.run {
    let event = Event()
    let first = try createTask { try event.wait() }  // what the first one alone needs
    try Fiber.yield()
    let before = residentMemory()
    var waiting = 0
    let tasks = try (0..<count).map { _ in
      try createTask {
        waiting += 1
        try event.wait()
      }
    }
    while waiting < count { try Fiber.yield() }
    report(
      "loop-ops.umbra.memory_parked_task",
      (residentMemory() - before) / Double(count),
      "bytes"
    )
    event.set()
    for task in [first] + tasks { try task.value() }
  }
}
