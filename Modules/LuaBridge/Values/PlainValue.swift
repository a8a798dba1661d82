/// A value that lies in its slot as a whole, taken apart: what it is, and its 64 bits.
struct PlainValue {
  /// From 1 up, so that 0 can say that there is none.
  enum Kind: UInt16 {
    case `nil` = 1
    case boolean, integer, number
  }

  let kind: Kind
  let bits: UInt64

  @inline(__always)
  init(_ kind: Kind, _ bits: UInt64) {
    self.kind = kind
    self.bits = bits
  }

  /// What was taken apart before; nil for none.
  @inline(__always)
  init?(_ kind: UInt16, _ bits: UInt64) {
    guard let kind = Kind(rawValue: kind) else { return nil }
    self.init(kind, bits)
  }

  /// As a value of any kind.
  @inline(__always)
  var luaValue: LuaValue {
    switch kind {
    case .nil: .nil
    case .boolean: .boolean(bits != 0)
    case .integer: .integer(Int64(bitPattern: bits))
    case .number: .number(Double(bitPattern: bits))
    }
  }
}
