/// How much stack a ``Fiber`` gets.
///
/// It is address space: memory is used only where it was touched.
public enum StackSize: Sendable, Hashable {
  /// 64 KiB: plain Swift code. The default.
  case small
  /// 1 MiB: deep recursion, or C libraries that want room.
  case large
}
