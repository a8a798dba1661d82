// Three workers share a queue of work, which here is sleeping.
import GenLoop

func worker(_ name: String, _ queue: Queue<Double>) throws {
  while true {
    // Get a work item out of the queue, and deal with it.
    let seconds = try queue.get()
    try sleep(.seconds(seconds))
    print("\(name) has slept for \(Int(seconds * 1000)) ms")
    // The item has been dealt with.
    try queue.taskDone()
  }
}

try GenLoop.run {
  let queue = Queue<Double>()
  var total = 0.0
  for _ in 0..<20 {
    let seconds = Double.random(in: 0.005...0.1)
    total += seconds
    try queue.putNowait(seconds)
  }
  let workers = try (0..<3).map { n in
    try createTask(name: "worker-\(n)") { try worker("worker-\(n)", queue) }
  }

  let clock = ContinuousClock()
  let time = try clock.measure { try queue.join() }

  // They wait for more: cancel them, and wait until they have ended.
  for worker in workers { worker.cancel() }
  try gather(returnExceptions: workers)

  print("====")
  print("3 workers slept in parallel for \(time)")
  print("total expected sleep time: \(Int(total * 1000)) ms")
}
