/// When a ready ``Fiber`` gets its turn.
///
/// No fibre goes before another in the middle of a run: fibres give way where they wait, and those that
/// run Lua at each tick.
public enum FiberPriority: Sendable, Hashable {
  /// In order of readiness. The default.
  case normal
  /// When no fibre of normal priority is ready, and in any case one a millisecond: for what computes.
  ///
  /// A fibre that a tick found computing has this priority from then on, so that however many of them
  /// there are, whoever waits for a timer or a socket waits for one slice.
  case background
}
