import GenLoop
import Reactor
import TestSupport
import Testing

@Suite("Queues")
struct QueueTests {
  @Test("items come out in the order in which they went in")
  func order() throws {
    try onVirtualLoop { _ throws in
      let queue = Queue<Int>()
      for n in 0..<300 { try queue.put(n) }
      #expect(queue.count == 300)
      #expect(try (0..<300).map { _ in try queue.get() } == Array(0..<300))
      #expect(queue.isEmpty)
    }
  }

  @Test("a queue with a limit makes its producer wait, and join waits for the work")
  func limit() throws {
    try onVirtualLoop { _ throws in
      let queue = Queue<Int>(maxSize: 2)
      var got: [Int] = []
      let worker = try createTask {
        while true {
          got.append(try queue.get())
          #expect(queue.count <= 2)
          try turns()
          try queue.taskDone()
        }
      }
      for n in 0..<10 { try queue.put(n) }
      try queue.join()
      #expect(got == Array(0..<10))
      worker.cancel()
    }
  }

  @Test("without waiting: full, empty, and too many thanks are errors")
  func nowait() throws {
    let queue = Queue<Int>(maxSize: 1)
    #expect(throws: QueueEmpty.self) { try queue.getNowait() }
    try queue.putNowait(1)
    #expect(queue.isFull)
    #expect(throws: QueueFull.self) { try queue.putNowait(2) }
    #expect(try queue.getNowait() == 1)
    try queue.taskDone()
    #expect(throws: GenLoopError.taskDoneTooOften) { try queue.taskDone() }
  }

  @Test("an item goes to who has waited longest, and nobody overtakes")
  func fairness() throws {
    try onVirtualLoop { _ throws in
      let queue = Queue<Int>()
      var got: [String] = []
      let getters = try (0..<3).map { n in
        try createTask { got.append("\(n): \(try queue.get())") }
      }
      try turns()
      for n in 10..<13 { try queue.put(n) }
      #expect(throws: QueueEmpty.self) { try queue.getNowait() }
      try gather(getters)
      #expect(got == ["0: 10", "1: 11", "2: 12"])
    }
  }

  @Test("who waits with an item puts it in first, and nobody overtakes")
  func putterFairness() throws {
    try onVirtualLoop { _ throws in
      let queue = Queue<Int>(maxSize: 1)
      try queue.put(0)
      let putters = try (1...3).map { n in try createTask { try queue.put(n) } }
      try turns()
      #expect(try queue.get() == 0)
      #expect(throws: QueueFull.self) { try queue.putNowait(9) }
      #expect(try (1...3).map { _ in try queue.get() } == [1, 2, 3])
      try gather(putters)
    }
  }

  @Test("a getter that is cancelled loses no item, also at the moment it is given one")
  func cancelledGetter() throws {
    try onVirtualLoop { _ throws in
      let queue = Queue<Int>()
      let early = try createTask { try queue.get() }
      let late = try createTask { try queue.get() }
      try turns()
      early.cancel()
      try queue.put(1)
      late.cancel()
      #expect(throws: GenCancelledError.self) { try early.value() }
      #expect(try late.value() == 1)
    }
  }

  @Test("a putter that is cancelled has not put its item in")
  func cancelledPutter() throws {
    try onVirtualLoop { _ throws in
      let queue = Queue<Int>(maxSize: 1)
      try queue.put(0)
      let early = try createTask { try queue.put(1) }
      let late = try createTask { try queue.put(2) }
      try turns()
      early.cancel()
      #expect(throws: GenCancelledError.self) { try early.value() }
      #expect(try queue.get() == 0)
      #expect(try queue.get() == 2)
      try late.value()
    }
  }

  @Test("whatever is cancelled, each item that was put in comes out once", arguments: 0..<40)
  func nothingLost(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    try onVirtualLoop { _ throws in
      let queue = Queue<Int>(maxSize: Int.random(in: 0..<4, using: &random))
      var (put, got): ([Int], [Int]) = ([], [])
      let putters = try (0..<30).map { n in
        try createTask {
          try queue.put(n)
          put.append(n)
        }
      }
      let getters = try (0..<30).map { _ in
        try createTask {
          let item = try queue.get()
          got.append(item)
        }
      }
      for _ in 0..<20 {
        (Bool.random(using: &random) ? putters : getters)[.random(in: 0..<30, using: &random)]
          .cancel()
        try turns(Int.random(in: 0..<2, using: &random))
      }
      for task in getters { task.cancel() }
      while !putters.allSatisfy(\.isDone) {
        if let item = try? queue.getNowait() { got.append(item) }
        try turns()
      }
      while let item = try? queue.getNowait() { got.append(item) }
      _ = try gather(returnExceptions: getters)
      #expect(put.sorted() == got.sorted())
    }
  }

  @Test("a queue of optionals holds nil as an item")
  func optionals() throws {
    try onVirtualLoop { _ throws in
      let queue = Queue<Int?>(maxSize: 1)
      let getter = try createTask { try queue.get() }
      try turns()
      try queue.put(nil)
      #expect(try getter.value() == nil)
      try queue.put(1)
      let putter = try createTask { try queue.put(nil) }
      try turns()
      #expect(try queue.get() == 1)
      #expect(try queue.get() == nil)
      try putter.value()
    }
  }

  @Test("a shut down queue gives out what is in it, and then says so to all")
  func shutdown() throws {
    try onVirtualLoop { _ throws in
      let queue = Queue<Int>(maxSize: 1)
      try queue.put(1)
      let putter = try createTask { try queue.put(2) }
      try turns()
      queue.shutdown()
      #expect(queue.isShutDown)
      #expect(throws: QueueShutDown.self) { try putter.value() }
      #expect(throws: QueueShutDown.self) { try queue.put(3) }
      #expect(throws: QueueShutDown.self) { try queue.putNowait(3) }
      #expect(try queue.get() == 1)
      #expect(throws: QueueShutDown.self) { try queue.get() }
      #expect(throws: QueueShutDown.self) { try queue.getNowait() }

      let other = Queue<Int>()
      let getter = try createTask { try other.get() }
      try turns()
      other.shutdown()
      #expect(throws: QueueShutDown.self) { try getter.value() }
    }
  }

  @Test("an immediate shutdown drops what is in it, and who joins goes on")
  func immediateShutdown() throws {
    try onVirtualLoop { _ throws in
      let queue = Queue<Int>()
      for n in 0..<3 { try queue.put(n) }
      let joiner = try createTask { try queue.join() }
      try turns()
      queue.shutdown(immediate: true)
      try joiner.value()
      #expect(throws: QueueShutDown.self) { try queue.get() }
    }
  }

  @Test("a priority queue gives the smallest out first, a stack the newest")
  func orders() throws {
    try onVirtualLoop { _ throws in
      let priorities = PriorityQueue<Int>()
      let stack = LifoQueue<Int>()
      for n in [5, 1, 4, 2, 3] {
        try priorities.put(n)
        try stack.put(n)
      }
      #expect(try (0..<5).map { _ in try priorities.get() } == [1, 2, 3, 4, 5])
      #expect(try (0..<5).map { _ in try stack.get() } == [3, 2, 4, 1, 5])
    }
  }
}
