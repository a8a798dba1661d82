/// The events of Lua that a ``LuaObject`` may answer (manual, section 2.4).
public enum Metamethod: String, Sendable, Hashable, CaseIterable {
  /// `tostring(object)` and `print`.
  case toString = "__tostring"
  /// `#object`.
  case length = "__len"
  /// `object(...)`; the object is the first argument.
  case call = "__call"
  /// `a .. b`.
  case concat = "__concat"
  /// `a == b` for two objects that are not the same.
  case equal = "__eq"
  /// `a < b`.
  case lessThan = "__lt"
  /// `a <= b`.
  case lessOrEqual = "__le"
  /// `a + b`.
  case add = "__add"
  /// `a - b`.
  case subtract = "__sub"
  /// `a * b`.
  case multiply = "__mul"
  /// `a / b`.
  case divide = "__div"
  /// `a // b`.
  case floorDivide = "__idiv"
  /// `a % b`.
  case modulo = "__mod"
  /// `a ^ b`.
  case power = "__pow"
  /// `-a`.
  case negate = "__unm"
  /// The end of the block of a `local x <close> = object`; the second argument is the error, if any.
  case close = "__close"
}
