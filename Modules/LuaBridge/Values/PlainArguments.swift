/// One or two arguments that lie in their slots as a whole, or none: those of most calls.
///
/// They are carried by value and need no memory, which would cost as much as the rest of a call.
struct PlainArguments: Sendable {
  private var bits: (UInt64, UInt64) = (0, 0)
  /// A byte for each; 0 where there is none.
  private var kinds: UInt16 = 0

  /// How many there are.
  @inline(__always)
  var count: Int { (kinds & 0xFF == 0 ? 0 : 1) &+ (kinds < 0x100 ? 0 : 1) }

  /// None.
  init() {}

  /// One.
  @inline(__always)
  init(_ only: PlainValue) {
    bits.0 = only.bits
    kinds = only.kind.rawValue
  }

  /// Two.
  @inline(__always)
  init(_ first: PlainValue, _ second: PlainValue) {
    bits = (first.bits, second.bits)
    kinds = first.kind.rawValue | second.kind.rawValue << 8
  }

  /// The argument at `index`; nil where there is none.
  @inline(__always)
  subscript(index: Int) -> LuaValue? {
    switch index {
    case 0: PlainValue(kinds & 0xFF, bits.0)?.luaValue
    case 1: PlainValue(kinds >> 8, bits.1)?.luaValue
    default: nil
    }
  }
}
