import CLuaShims

/// Where the arguments of a call lie: memory that the VM's next call uses again, unless somebody has
/// kept them.
///
/// Making an array would cost as much as all the rest of a call.
///
/// Proof of Sendable: it changes only while one reference to it exists, as the storage of an array.
final class ArgumentStore: @unchecked Sendable {
  /// What fits without new memory.
  private static let usual = 8

  private let values: UnsafeMutablePointer<LuaValue>
  private let capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    values = .allocate(capacity: capacity)
  }

  deinit {
    removeAll()
    values.deallocate()
  }

  /// Adds a value; there is room for as many as `init` was told.
  func append(_ value: consuming LuaValue) {
    (values + count).initialize(to: value)
    count &+= 1
  }

  @inline(__always)
  subscript(index: Int) -> LuaValue {
    _read { yield values[index] }
  }

  /// Whether there is a value at `index`.
  @inline(__always)
  func holds(_ index: Int) -> Bool { UInt(bitPattern: index) < UInt(bitPattern: count) }

  private func removeAll() {
    // One by one: for a whole block the runtime goes through the type's description.
    for index in 0..<count { _ = (values + index).move() }
    count = 0
  }

  // MARK: - Used again

  /// An empty one for the VM's next call, which the caller owns.
  @inline(__always)
  static func take(from vm: UnsafeMutablePointer<umbra_vm>, capacity: Int)
    -> Unmanaged<ArgumentStore>
  {
    guard capacity <= usual, let spare = vm.pointee.spare_arguments else {
      return .passRetained(ArgumentStore(capacity: max(capacity, usual)))
    }
    vm.pointee.spare_arguments = nil
    return .fromOpaque(spare)
  }

  /// The call is over.
  @inline(__always)
  static func give(_ store: Unmanaged<ArgumentStore>, to vm: UnsafeMutablePointer<umbra_vm>) {
    let isReusable = store._withUnsafeGuaranteedRef { $0.capacity == usual }
    guard isReusable, vm.pointee.spare_arguments == nil, isUnique(store) else {
      return store.release()
    }
    store._withUnsafeGuaranteedRef { $0.removeAll() }
    vm.pointee.spare_arguments = store.toOpaque()
  }

  /// The VM has ended.
  static func drop(_ spare: UnsafeMutableRawPointer?) {
    if let spare { Unmanaged<ArgumentStore>.fromOpaque(spare).release() }
  }

  /// Whether nobody else has it.
  @inline(__always)
  private static func isUnique(_ store: Unmanaged<ArgumentStore>) -> Bool {
    var store = store
    return withUnsafeMutablePointer(to: &store) {
      $0.withMemoryRebound(to: ArgumentStore.self, capacity: 1) {
        isKnownUniquelyReferenced(&$0.pointee)
      }
    }
  }
}
