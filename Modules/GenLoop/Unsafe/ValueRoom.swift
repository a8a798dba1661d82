/// Room for a value that comes later: what `Value?` would be.
///
/// To release a `Value?`, code that does not know `Value` has the runtime look `Optional<Value>` up in
/// its table of types: a tenth of what a short task costs. So this is of no generic type; its owner
/// says which type is in it, always the same, and empties it in the end.
///
/// A part of its owner, never copied: the copy would hold what it has not retained.
struct ValueRoom {
  private typealias Words = (UInt, UInt)

  /// The value itself if it fits, else the address of one.
  private var words: Words = (0, 0)
  private(set) var isFull = false

  @inline(__always)
  private static func fits<Value>(_ type: Value.Type) -> Bool {
    MemoryLayout<Value>.size <= MemoryLayout<Words>.size
      && MemoryLayout<Value>.alignment <= MemoryLayout<Words>.alignment
  }

  /// The value, which must have come.
  @inline(__always)
  func value<Value>(of type: Value.Type) -> Value {
    // Invariant: the owner has asked ``isFull``.
    precondition(isFull, "a value was taken before it came")
    return withUnsafePointer(to: words) {
      Self.place(of: type, in: UnsafeMutableRawPointer(mutating: $0)).pointee
    }
  }

  /// Takes the value in, once.
  @inline(__always)
  mutating func fill<Value>(_ value: Value) {
    if !Self.fits(Value.self) {
      words.0 = UInt(bitPattern: UnsafeMutablePointer<Value>.allocate(capacity: 1))
    }
    withUnsafeMutablePointer(to: &words) {
      Self.place(of: Value.self, in: UnsafeMutableRawPointer($0)).initialize(to: value)
    }
    isFull = true
  }

  /// Releases the value.
  mutating func empty<Value>(of type: Value.Type) {
    guard isFull else { return }
    isFull = false
    withUnsafeMutablePointer(to: &words) { words in
      let place = Self.place(of: type, in: UnsafeMutableRawPointer(words))
      place.deinitialize(count: 1)
      if !Self.fits(type) { place.deallocate() }
    }
  }

  @inline(__always)
  private static func place<Value>(of type: Value.Type, in words: UnsafeMutableRawPointer)
    -> UnsafeMutablePointer<Value>
  {
    if fits(type) { return words.assumingMemoryBound(to: type) }
    return words.load(as: UnsafeMutablePointer<Value>.self)
  }
}
