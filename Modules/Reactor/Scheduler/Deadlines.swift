/// The deadlines of a loop in one heap, so that the loop has one timer armed and not a timer each.
///
/// A 4-ary heap of (time, slot) with a table of slots beside it: a deadline can be taken out again
/// in O(log n), so timeouts that rarely fire do not pile up.
struct Deadlines {
  /// What happens at a deadline.
  enum Action {
    /// Ends a wait of whom the deadline is taken out for before it goes on without it.
    case wake(UnownedParking)
    case call(() -> Void)
  }

  /// Names one deadline until it has fired or was removed.
  struct Token: Hashable {
    fileprivate let slot: Int32
    fileprivate let generation: UInt32
  }

  private struct Node {
    var time: UInt64
    var order: UInt64
    var slot: Int32

    func isBefore(_ other: Node) -> Bool {
      time != other.time ? time < other.time : order < other.order
    }
  }

  private struct Slot {
    var action: Action?
    var generation: UInt32 = 0
  }

  private var heap: [Node] = []
  private var slots: [Slot] = []
  /// Where in the heap each slot's node is: apart from the slots, since moving a node changes it
  /// and touches nothing else of them.
  private var places: [Int32] = []
  private var freeSlots: [Int32] = []
  private var added: UInt64 = 0

  /// The earliest time, in the clock's nanoseconds.
  var next: UInt64? { heap.first?.time }
  var isEmpty: Bool { heap.isEmpty }
  var count: Int { heap.count }

  /// Adds a deadline.
  ///
  /// Deadlines of one time fire in the order in which they were added.
  @discardableResult
  mutating func add(at time: UInt64, _ action: Action) -> Token {
    let slot = takeSlot(for: action)
    added += 1
    heap.append(Node(time: time, order: added, slot: slot))
    siftUp(heap.count - 1)
    return Token(slot: slot, generation: slots[Int(slot)].generation)
  }

  /// Takes a deadline out; nil if it has fired or been removed before.
  ///
  /// The caller lets go of the action: with it may go objects that add deadlines as they go.
  mutating func remove(_ token: Token) -> Action? {
    guard slots[Int(token.slot)].generation == token.generation,
      let action = slots[Int(token.slot)].action.take()
    else { return nil }
    removeNode(at: Int(places[Int(token.slot)]))
    return action
  }

  /// Takes the earliest deadline out if it is due.
  mutating func popDue(at now: UInt64) -> Action? {
    guard let first = heap.first, first.time <= now else { return nil }
    let action = slots[Int(first.slot)].action.take()
    if case .wake(let parking) = action { parking.fetch() }  // while the heap is put in order
    removeNode(at: 0)
    return action
  }
}

extension Deadlines {
  private mutating func takeSlot(for action: Action) -> Int32 {
    if let slot = freeSlots.popLast() {
      slots[Int(slot)].action = action
      return slot
    }
    slots.append(Slot(action: action))
    places.append(0)
    return Int32(slots.count - 1)
  }

  private mutating func removeNode(at place: Int) {
    let slot = Int(heap[place].slot)
    slots[slot].generation &+= 1
    freeSlots.append(Int32(slot))
    let last = heap.removeLast()
    guard place < heap.count else { return }
    heap[place] = last
    siftUp(siftDown(place))
  }

  private mutating func siftUp(_ start: Int) {
    var place = start
    let node = heap[place]
    while place > 0 {
      let parent = (place - 1) / 4
      guard node.isBefore(heap[parent]) else { break }
      set(heap[parent], at: place)
      place = parent
    }
    set(node, at: place)
  }

  private mutating func siftDown(_ start: Int) -> Int {
    var place = start
    let node = heap[place]
    while let child = smallestChild(of: place), heap[child].isBefore(node) {
      set(heap[child], at: place)
      place = child
    }
    set(node, at: place)
    return place
  }

  @inline(__always)
  private func smallestChild(of place: Int) -> Int? {
    let first = place * 4 + 1
    guard first < heap.count else { return nil }
    var smallest = first
    var child = first + 1
    let end = min(first + 4, heap.count)
    while child < end {
      if heap[child].isBefore(heap[smallest]) { smallest = child }
      child += 1
    }
    return smallest
  }

  @inline(__always)
  private mutating func set(_ node: Node, at place: Int) {
    heap[place] = node
    places[Int(node.slot)] = Int32(truncatingIfNeeded: place)
  }
}
