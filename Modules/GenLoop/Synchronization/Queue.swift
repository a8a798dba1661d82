import DequeModule
import Reactor

/// No room in a ``Queue``.
public struct QueueFull: Error, Hashable {}
/// Nothing in a ``Queue``.
public struct QueueEmpty: Error, Hashable {}

/// Items on their way from task to task, first in, first out; asyncio's `Queue`.
public final class Queue<Element> {
  /// How many it holds at most; 0 is any number.
  public let maxSize: Int
  private var items = Deque<Element>()
  private var unfinished = 0
  private var getters = ParkingLot()
  private var putters = ParkingLot()
  private var joiners = ParkingLot()

  /// An empty queue.
  ///
  /// - Parameter maxSize: How many items it holds at most; 0 (or less) is any number.
  public init(maxSize: Int = 0) { self.maxSize = max(0, maxSize) }

  /// How many items are in it.
  public var count: Int { items.count }
  /// Whether nothing is in it.
  public var isEmpty: Bool { items.isEmpty }
  /// Whether no more fits.
  public var isFull: Bool { maxSize > 0 && items.count >= maxSize }

  /// Waits for room, and puts an item in.
  ///
  /// - Throws: ``GenCancelledError``; the item is not put in then.
  public func put(_ item: Element) throws {
    while isFull { try wait(in: \.putters) }
    add(item)
  }

  /// Puts an item in.
  ///
  /// - Throws: ``QueueFull``.
  public func putNowait(_ item: Element) throws(QueueFull) {
    guard !isFull else { throw QueueFull() }
    add(item)
  }

  /// Waits for an item, and takes it.
  ///
  /// - Returns: The item that has been in longest.
  /// - Throws: ``GenCancelledError``; no item is taken then.
  public func get() throws -> Element {
    while items.isEmpty { try wait(in: \.getters) }
    return take()
  }

  /// Takes an item.
  ///
  /// - Returns: The item that has been in longest.
  /// - Throws: ``QueueEmpty``.
  public func getNowait() throws(QueueEmpty) -> Element {
    guard !items.isEmpty else { throw QueueEmpty() }
    return take()
  }

  /// Says that an item that was taken is dealt with; see ``join()``.
  public func taskDone() {
    unfinished = max(0, unfinished - 1)
    if unfinished == 0 { joiners.unparkAll() }
  }

  /// Waits until every item that was put in is dealt with.
  ///
  /// - Throws: ``GenCancelledError``.
  public func join() throws {
    while unfinished > 0 { try Fiber.park { joiners.add($0) } }
  }

  private func add(_ item: Element) {
    items.append(item)
    unfinished += 1
    getters.unparkFirst()
  }

  private func take() -> Element {
    defer { putters.unparkFirst() }
    return items.removeFirst()
  }

  /// Waits for a wake-up.
  ///
  /// Who is cancelled in the same turn in which it was woken goes on, so the wake-up is never lost.
  private func wait(in lot: ReferenceWritableKeyPath<Queue, ParkingLot>) throws {
    try Fiber.park { self[keyPath: lot].add($0) }
  }
}
