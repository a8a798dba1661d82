public import Reactor

/// Items on their way from task to task, first in, first out; asyncio's `Queue`.
///
/// ```swift
/// let queue = Queue<URL>(maxSize: 100)
/// let worker = try createTask {
///   while true {
///     try download(queue.get())
///     try queue.taskDone()
///   }
/// }
/// for url in urls { try queue.put(url) }     // waits while 100 are on their way
/// try queue.join()                           // until each is dealt with
/// worker.cancel()
/// ```
public typealias Queue<Element> = OrderedQueue<FirstInFirstOut<Element>>

/// A queue that gives out the newest item first; asyncio's `LifoQueue`.
public typealias LifoQueue<Element> = OrderedQueue<LastInFirstOut<Element>>

/// A queue that gives out the smallest item first; asyncio's `PriorityQueue`.
public typealias PriorityQueue<Element: Comparable> = OrderedQueue<SmallestFirst<Element>>

/// Items on their way from task to task, in an order; see ``Queue``, ``LifoQueue`` and
/// ``PriorityQueue``.
///
/// Whoever waits is served first come, first served: an item that comes goes straight to the task
/// that has waited longest, and a place that gets free goes to the item of the task that has
/// waited longest. Where nobody has to wait nothing is woken, so a hundred items that fit in cost
/// one change of tasks.
///
/// Putting in and taking out where there is no need to wait lets no other task run, and is no point
/// of cancellation.
public final class OrderedQueue<Order: QueueOrder> {
  /// What goes through.
  public typealias Element = Order.Element

  @usableFromInline let contents: Exclusive<QueueContents<Order>>
  @usableFromInline let getters = HandOver<Element>()
  @usableFromInline let putters = HandOver<Element>()
  private let joiners = ParkingLot()

  /// An empty queue.
  ///
  /// - Parameter maxSize: How many items it holds at most; 0 (or less) is any number.
  public init(maxSize: Int = 0) {
    contents = Exclusive(QueueContents(maxSize: maxSize))
  }

  deinit {
    contents.free()
  }

  /// How many items it holds at most; 0 is any number.
  public var maxSize: Int { contents.access { $0.maxSize } }
  /// How many items are in it.
  public var count: Int { contents.access { $0.items.count } }
  /// Whether nothing is in it.
  public var isEmpty: Bool { contents.access { $0.items.count == 0 } }
  /// Whether no more fits.
  public var isFull: Bool { contents.access { $0.isFull } }
  /// Whether ``shutdown(immediate:)`` was called.
  public var isShutDown: Bool { contents.access { $0.isShutDown } }
}

// MARK: - In

extension OrderedQueue {
  /// Waits for room, and puts an item in.
  ///
  /// - Throws: ``QueueShutDown``, ``GenCancelledError``; the item is not put in then.
  @inlinable
  public func put(_ item: Element) throws {
    if try !admit(item) { try putWhenThereIsRoom(item) }
  }

  /// Puts an item in.
  ///
  /// - Throws: ``QueueFull``, ``QueueShutDown``.
  @inlinable
  public func putNowait(_ item: Element) throws {
    guard try admit(item) else { throw QueueFull() }
  }

  /// Gives the item to who waits for one, or keeps it if there is room.
  @inlinable
  func admit(_ item: Element) throws(QueueShutDown) -> Bool {
    guard !getters.isEmpty else { return try keep(item) }
    try contents.access { contents throws(QueueShutDown) in try contents.pass() }
    return getters.give(item)
  }

  @inlinable
  func keep(_ item: Element) throws(QueueShutDown) -> Bool {
    try contents.access { contents throws(QueueShutDown) in try contents.put(item) }
  }

  @usableFromInline
  func putWhenThereIsRoom(_ item: Element) throws {
    var place: Element? = item
    try putters.wait(with: &place)
    // Who takes it leaves the place empty; a shutdown does not.
    guard place == nil else { throw QueueShutDown() }
  }
}

// MARK: - Out

extension OrderedQueue {
  /// Waits for an item, and takes it.
  ///
  /// - Returns: The item that is next.
  /// - Throws: ``QueueShutDown`` once it is shut down and empty, ``GenCancelledError``; no item is
  ///   taken then.
  @inlinable
  public func get() throws -> Element {
    if let item = takeNext() { return item }
    return try getWhenThereIsOne()
  }

  /// Takes an item.
  ///
  /// - Returns: The item that is next.
  /// - Throws: ``QueueEmpty``; ``QueueShutDown`` once it is shut down and empty.
  @inlinable
  public func getNowait() throws -> Element {
    if let item = takeNext() { return item }
    if isShutDown { throw QueueShutDown() }
    throw QueueEmpty()
  }

  /// Takes the next item, and fills its place with that of who has waited longest.
  @inlinable
  func takeNext() -> Element? {
    guard let item = contents.access({ $0.items.take() }) else { return nil }
    if !putters.isEmpty { admitFirst() }
    return item
  }

  @inlinable
  func admitFirst() {
    guard let item = putters.take() else { return }
    contents.access { $0.take(over: item) }
  }

  @usableFromInline
  func getWhenThereIsOne() throws -> Element {
    guard !isShutDown else { throw QueueShutDown() }
    var place: Element?
    try getters.wait(with: &place)
    guard let item = place else { throw QueueShutDown() }
    return item
  }
}

// MARK: - The end

extension OrderedQueue {
  /// Says that an item that was taken is dealt with; see ``join()``.
  ///
  /// - Throws: ``GenLoopError/taskDoneTooOften``.
  public func taskDone() throws(GenLoopError) {
    guard contents.access({ $0.finish() }) else { throw .taskDoneTooOften }
    wakeJoiners()
  }

  /// Waits until every item that was put in is dealt with.
  ///
  /// - Throws: ``GenCancelledError``.
  public func join() throws {
    while !isFinished { try joiners.park() }
  }

  /// Lets nothing more in: who waits with an item, and who waits for one, gets ``QueueShutDown``.
  ///
  /// - Parameter immediate: Whether what is in it is dropped (and counts as dealt with); otherwise
  ///   it can still be taken out.
  public func shutdown(immediate: Bool = false) {
    contents.access { $0.shutDown(dropping: immediate) }
    wakeJoiners()
    getters.wakeAll()
    putters.wakeAll()
  }

  private func wakeJoiners() {
    if isFinished { joiners.unparkAll() }
  }

  private var isFinished: Bool { contents.access { $0.unfinished == 0 } }
}
