/// Carries a value between threads that hand it over and keep no other reference to it.
///
/// Proof that this is sound: it is made by the side that gives the value away, in the last statement
/// that mentions it, and opened once by the side that gets it; a lock or a queue lies between.
struct Transfer<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: sending Value) {
    self.value = value
  }
}
