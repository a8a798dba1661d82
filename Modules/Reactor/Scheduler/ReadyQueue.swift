import DequeModule

/// What the scheduler can do next, in the order in which it became possible.
///
/// Fibres are held unowned: the scheduler's table of live fibres keeps each until it has ended, and
/// a count up and down for each switch would cost more than the switch.
enum Ready {
  case fiber(UnownedFiber)
  /// A job of a task that prefers the loop.
  case job(UnownedJob)
  /// A job of an actor that lives on the loop.
  case isolatedJob(UnownedJob)
  case call(() -> Void)
}

extension Ready {
  init(_ item: Mailbox.Item) {
    self =
      switch item {
      case .call(let call): .call(call)
      case .job(let job): .job(job)
      case .isolatedJob(let job): .isolatedJob(job)
      }
  }
}

/// First in, first out.
struct ReadyQueue {
  private var items = Deque<Ready>(minimumCapacity: 256)

  var isEmpty: Bool { items.isEmpty }
  var count: Int { items.count }

  mutating func append(_ item: Ready) {
    items.append(item)
  }

  mutating func next() -> Ready? {
    items.popFirst()
  }
}
