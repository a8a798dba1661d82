/// Fibres in a row, through links in the fibres themselves: nothing is allocated, nothing counted,
/// and one can leave from the middle.
///
/// A fibre is in one such list at most, while it waits there.
struct FiberList {
  private(set) var first: UnownedFiber?
  private var last: UnownedFiber?

  @inline(__always)
  var isEmpty: Bool { first == nil }

  mutating func append(_ fiber: Fiber) {
    let entry = UnownedFiber(fiber)
    fiber.previous = last
    fiber.next = nil
    if let last { last.with { $0.next = entry } } else { first = entry }
    last = entry
  }

  mutating func remove(_ fiber: Fiber) {
    let (previous, next) = (fiber.previous, fiber.next)
    if let previous { previous.with { $0.next = next } } else { first = next }
    if let next { next.with { $0.previous = previous } } else { last = previous }
    fiber.previous = nil
    fiber.next = nil
  }
}
