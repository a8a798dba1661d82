/// In which list a fibre waits, so that a cancellation finds it there.
///
/// Nothing is held: a lot lives as long as its waits (who parks holds it), and so does the fibre whose
/// end is awaited (it has not ended, so the scheduler holds it).
enum WaitingPlace {
  case none
  case lot(Unmanaged<ParkingLot>)
  case joiners(UnownedFiber)

  init(_ lot: ParkingLot) {
    self = .lot(.passUnretained(lot))
  }

  init(endOf fiber: Fiber) {
    self = .joiners(UnownedFiber(fiber))
  }

  /// Takes `fiber` out of the list.
  func remove(_ fiber: Fiber, fromJoinersOf leave: (Fiber) -> Void) {
    switch self {
    case .none: break
    case .lot(let lot): lot._withUnsafeGuaranteedRef { $0.remove(fiber) }
    case .joiners(let other): other.with(leave)
    }
  }
}
