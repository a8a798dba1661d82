public import DequeModule
public import HeapModule

/// In which order a queue gives its items out.
///
/// It holds the items, and knows nothing of waiting; see ``OrderedQueue``.
public protocol QueueOrder<Element> {
  /// What is held.
  associatedtype Element
  /// Holds nothing.
  init()
  /// How many items are held.
  var count: Int { get }
  /// Takes an item in.
  mutating func put(_ item: Element)
  /// Gives the next item out; nil when there is none.
  mutating func take() -> Element?
}

/// The order of a ``Queue``.
public struct FirstInFirstOut<Element>: QueueOrder {
  @usableFromInline var items = Deque<Element>()

  /// Holds nothing.
  @inlinable public init() {}
  /// How many items are held.
  @inlinable public var count: Int { items.count }
  /// Takes an item in.
  @inlinable public mutating func put(_ item: Element) { items.append(item) }
  /// Gives the oldest item out.
  @inlinable public mutating func take() -> Element? { items.popFirst() }
}

/// The order of a ``LifoQueue``.
public struct LastInFirstOut<Element>: QueueOrder {
  @usableFromInline var items: [Element] = []

  /// Holds nothing.
  @inlinable public init() {}
  /// How many items are held.
  @inlinable public var count: Int { items.count }
  /// Takes an item in.
  @inlinable public mutating func put(_ item: Element) { items.append(item) }
  /// Gives the newest item out.
  @inlinable public mutating func take() -> Element? { items.popLast() }
}

/// The order of a ``PriorityQueue``.
public struct SmallestFirst<Element: Comparable>: QueueOrder {
  @usableFromInline var items = Heap<Element>()

  /// Holds nothing.
  @inlinable public init() {}
  /// How many items are held.
  @inlinable public var count: Int { items.count }
  /// Takes an item in.
  @inlinable public mutating func put(_ item: Element) { items.insert(item) }
  /// Gives the smallest item out; of equal ones, any.
  @inlinable public mutating func take() -> Element? { items.popMin() }
}
