import Umbra

/// The work of the rig `loop-ops`.
func benchLoop() throws {
  try GenLoop.run {
    for tasks in [2, 100] {
      let each = 1_000_000 / tasks
      report(
        "loop-ops.umbra.switch_1M_\(tasks)tasks",
        try perOperation(1_000_000) {
          let all = try (0..<tasks).map { _ in
            try createTask { for _ in 0..<each { try Fiber.yield() } }
          }
          for task in all { try task.value() }
        },
        "ns/op"
      )
    }
    report(
      "loop-ops.umbra.spawn_join_100k",
      try perOperation(100_000) { for _ in 0..<100_000 { try createTask {}.value() } },
      "ns/op"
    )
    for size in [100, 1] {
      report(
        "loop-ops.umbra.queue_1M_cap\(size)",
        try perOperation(1_000_000) {
          let queue = Queue<Int>(maxSize: size)
          let producer = try createTask { for n in 0..<1_000_000 { try queue.put(n) } }
          for _ in 0..<1_000_000 { _ = try queue.get() }
          try producer.value()
        },
        "ns/op"
      )
    }
  }
}
