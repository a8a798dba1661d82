import CFiber

extension Scheduler {
  /// The scheduler that drives this thread, or nil on any other thread.
  static var current: Scheduler? {
    guard let owner = cfiber_owner() else { return nil }
    return Unmanaged<Scheduler>.fromOpaque(owner).takeUnretainedValue()
  }

  /// Whether this thread is driven by this scheduler.
  var isCurrent: Bool {
    cfiber_owner() == Unmanaged.passUnretained(self).toOpaque()
  }

  /// Whether this thread is driven by that scheduler; no reference is counted.
  static func isCurrent(_ scheduler: ObjectIdentifier) -> Bool {
    cfiber_owner().map { UInt(bitPattern: $0) } == UInt(bitPattern: scheduler)
  }

  /// Makes this scheduler the thread's own while `body` runs.
  func own<T>(_ body: () throws -> T) throws -> T {
    guard cfiber_owner() == nil else { throw ReactorError.nested }
    cfiber_diagnose_overflow()
    cfiber_set_owner(Unmanaged.passUnretained(self).toOpaque())
    if case .system = clock { cfiber_pool_keep_all(true) }
    defer {
      cfiber_pool_keep_all(false)
      cfiber_set_owner(nil)
    }
    return try body()
  }
}
