import CLuaShims

// MARK: - Limits and usage

extension LuaVM {
  /// The CPU time that the present script may use; nil for any.
  public func limitCPU(to duration: Duration?) {
    raw.pointee.cpu_limit = duration.map { $0.nanoseconds } ?? .max
  }

  /// How much memory the VM may have from now on, in bytes of pages in use; at most what it was made
  /// with.
  ///
  /// - Returns: The limit as it is now.
  @discardableResult
  public func limitMemory(to bytes: Int) -> Int {
    umbra_arena_set_limit(raw.pointee.arena, max(bytes, 0))
    return umbra_arena_limit(raw.pointee.arena)
  }

  /// How many instructions the present script may execute, exactly.
  ///
  /// Counting costs a factor of three or so; the other limits cost nothing.
  public func limitInstructions(to count: Int) {
    umbra_vm_count_instructions(raw, UInt64(clamping: count))
  }

  /// How often the present script may call the host.
  public func limitHostCalls(to count: Int) {
    raw.pointee.host_call_limit = UInt64(clamping: count)
  }

  /// Lets a script that goes on (a console's, say) start counting anew, without limits: CPU time,
  /// instructions, calls.
  ///
  /// Of memory it may have what the VM was made with.
  package func restartMeters() {
    limitMemory(to: .max)
    limitCPU(to: nil)
    umbra_vm_count_instructions(raw, .max)
    raw.pointee.host_call_limit = .max
    raw.pointee.cpu = 0
    raw.pointee.instructions = 0
    raw.pointee.host_calls = 0
  }

  /// CPU time of the present script, in Lua and in what it calls.
  public var cpuTime: Duration { .nanoseconds(Int64(clamping: raw.pointee.cpu)) }
  /// The most memory that the present script has had at a time, in bytes of pages.
  public var memoryPeak: Int { umbra_arena_peak(raw.pointee.arena) }
  /// How often it has called the host.
  public var hostCalls: Int { Int(clamping: raw.pointee.host_calls) }
  /// How large the image is that each script starts from, in bytes.
  public var imageSize: Int { umbra_arena_image_size(raw.pointee.arena) }
  /// How many instructions it has executed; counted only with a limit.
  public var instructions: Int { Int(clamping: raw.pointee.instructions) }
  /// The signal of a contained fault.
  public var faultSignal: Int32 { raw.pointee.fault_signal }
}

extension Duration {
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard self > .zero else { return 0 }
    let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let sum = whole.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
    return overflow || sum.overflow ? .max : sum.partialValue
  }
}
