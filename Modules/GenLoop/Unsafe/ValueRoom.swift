/// Room for a value that comes later: what `Value?` would be.
///
/// To release a `Value?`, code that does not know `Value` has the runtime look `Optional<Value>` up in
/// its table of types: a tenth of what a short task costs. So this is of no generic type; its owner
/// says which type is in it, always the same, and empties it in the end.
///
/// A part of its owner, never copied: the copy would hold what it has not retained.
@usableFromInline
struct ValueRoom {
  @usableFromInline typealias Words = (UInt, UInt)

  /// The value itself if it fits, else the address of one.
  @usableFromInline var words: Words = (0, 0)
  @usableFromInline var isFull = false

  @inlinable init() {}

  @inlinable
  static func fits<Value>(_ type: Value.Type) -> Bool {
    MemoryLayout<Value>.size <= MemoryLayout<Words>.size
      && MemoryLayout<Value>.alignment <= MemoryLayout<Words>.alignment
  }

  /// The value, if it has come.
  @inlinable
  func value<Value>(of type: Value.Type) -> Value? {
    guard isFull else { return nil }
    return withUnsafePointer(to: words) {
      Self.place(of: type, in: UnsafeMutableRawPointer(mutating: $0)).pointee
    }
  }

  /// Takes the value in, once.
  @inlinable
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

  @inlinable
  static func place<Value>(of type: Value.Type, in words: UnsafeMutableRawPointer)
    -> UnsafeMutablePointer<Value>
  {
    if fits(type) { return words.assumingMemoryBound(to: type) }
    return words.load(as: UnsafeMutablePointer<Value>.self)
  }
}
