import CUV

/// Where a reactor takes its time from.
public enum ReactorClock: Sendable {
  /// The system's monotonic clock.
  case system
  /// A clock that a test moves; see ``VirtualClock``.
  case virtual(VirtualClock)

  /// Nanoseconds since some fixed point.
  var now: UInt64 {
    switch self {
    case .system: uv_hrtime()
    case .virtual(let clock): clock.now
    }
  }
}
