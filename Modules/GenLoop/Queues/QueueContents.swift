/// What is in a queue, and how far it is dealt with; who waits is not its business.
///
/// One value, so that putting in and taking out are one access each.
@usableFromInline
struct QueueContents<Order: QueueOrder> {
  @usableFromInline let maxSize: Int
  @usableFromInline var items = Order()
  /// Items that were put in and are not dealt with.
  @usableFromInline var unfinished = 0
  @usableFromInline var isShutDown = false

  init(maxSize: Int) {
    self.maxSize = max(0, maxSize)
  }

  @inlinable var isFull: Bool { maxSize > 0 && items.count >= maxSize }

  /// Puts an item in; false where there is no room.
  @inlinable
  mutating func put(_ item: Order.Element) throws(QueueShutDown) -> Bool {
    guard !isShutDown else { throw QueueShutDown() }
    guard !isFull else { return false }
    items.put(item)
    unfinished += 1
    return true
  }

  /// Puts in the item of somebody who has waited for the room that there is now.
  @inlinable
  mutating func take(over item: Order.Element) {
    items.put(item)
    unfinished += 1
  }

  /// Notes an item that went past.
  @inlinable
  mutating func pass() throws(QueueShutDown) {
    guard !isShutDown else { throw QueueShutDown() }
    unfinished += 1
  }

  /// Notes that one is dealt with; false when all were.
  mutating func finish() -> Bool {
    guard unfinished > 0 else { return false }
    unfinished -= 1
    return true
  }

  /// Lets nothing more in, and drops what is there if that is wanted.
  mutating func shutDown(dropping: Bool) {
    isShutDown = true
    guard dropping else { return }
    while items.take() != nil { unfinished = max(0, unfinished - 1) }
  }
}
