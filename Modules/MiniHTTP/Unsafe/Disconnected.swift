/// Brings a response home from a task.
///
/// Proof that this is sound: the value is `sending`, so whoever makes the box keeps no reference to what is
/// in it; and the box is opened once, by the fibre that waits for the task.
struct Disconnected<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: sending Value) {
    self.value = value
  }
}
