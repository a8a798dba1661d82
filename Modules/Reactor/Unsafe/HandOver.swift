/// Fibres that wait to give or to get one value each: the value goes straight from stack to stack.
///
/// Who waits names a place on its own stack. Who comes later takes the value out of the place, or
/// puts one in, and thereby wakes the fibre. So a value is never in the hands of nobody: a wait that
/// was cancelled has not been served, and one that was served is not cancelled.
///
/// Queues and channels are built on it; the parked fibre's stack stands still, which is what makes
/// pointing into it sound.
public struct HandOver<Item> {
  @usableFromInline let lot = ParkingLot()

  /// Nobody waits yet.
  public init() {}

  /// How many wait.
  public var count: Int { lot.count }
  /// Whether nobody waits.
  @inlinable public var isEmpty: Bool { lot.isEmpty }

  /// Waits until somebody has taken the value out of `place`, or put one in, or called
  /// ``wakeAll()``.
  ///
  /// - Throws: `CancellationError`, and `place` is as it was;
  ///   ``ReactorError/notOnFiber(operation:)``.
  @inlinable
  public func wait(with place: inout Item?) throws {
    try withUnsafeMutablePointer(to: &place) { place in
      try lot.park(at: UnsafeMutableRawPointer(place))
    }
  }

  /// Puts `item` into the place of who has waited longest, and wakes it.
  ///
  /// - Returns: Whether anybody waited.
  @inlinable
  public func give(_ item: Item) -> Bool {
    guard let place = lot.firstPlace else { return false }
    place.assumingMemoryBound(to: Item?.self).pointee = item
    return lot.unparkFirst()
  }

  /// Takes the value of who has waited longest, and wakes it; nil if nobody waits.
  @inlinable
  public func take() -> Item? {
    guard let place = lot.firstPlace else { return nil }
    let item = place.assumingMemoryBound(to: Item?.self).pointee
    place.assumingMemoryBound(to: Item?.self).pointee = nil
    lot.unparkFirst()
    return item
  }

  /// Wakes all that wait, with their places as they are.
  public func wakeAll() {
    lot.unparkAll()
  }
}

extension ParkingLot {
  /// Waits as ``park(_:)`` does, and shows others a place in the caller's frame.
  @usableFromInline
  func park(at place: UnsafeMutableRawPointer) throws {
    UnownedFiber.running?.with { $0.place = place }
    try park("waiting")
  }

  /// The place of who has waited longest.
  @usableFromInline
  var firstPlace: UnsafeMutableRawPointer? { first?.with(\.place) }
}

/// Where a parked fibre keeps the value that it gives or gets.
typealias StackPlace = UnsafeMutableRawPointer
