import CLua
import CLuaShims
import Reactor

/// A function of a script, held by the host while the script runs.
///
/// ```swift
/// environment.register("twice") { arguments in
///   let function = try arguments.function(0)
///   return try function.call(function.call(arguments[1])[0])[0]
/// }
/// ```
///
/// It can be passed anywhere, and called where its script runs: on a fibre of that reactor.
public final class LuaFunction: @unchecked Sendable {
  // Immutable but for what is only touched on the VM's thread, which `call` makes sure of.
  private weak var vm: LuaVM?
  private let number: Int64
  private let era: Int
  private let home: ObjectIdentifier?

  init(number: Int64, in vm: LuaVM) {
    self.vm = vm
    self.number = number
    era = vm.era
    home = Reactor.current.map(ObjectIdentifier.init)
  }

  deinit {
    // Nothing to give back: what the registry holds goes with the script's memory.
  }

  /// Calls the function, which may wait as any script may, and copies its results.
  ///
  /// - Parameter arguments: What it gets.
  /// - Returns: Its results.
  /// - Throws: ``LuaError/script(message:traceback:)`` when it raises an error,
  ///   ``LuaError/stopped(_:)`` when the script is stopped meanwhile (let it pass: nothing can be done
  ///   any more), ``LuaError/ended`` after the script's end or on another thread.
  @discardableResult
  public func call(_ arguments: LuaValue...) throws(LuaError) -> [LuaValue] {
    guard let vm, home == Reactor.current.map(ObjectIdentifier.init), Fiber.current != nil else {
      throw .ended
    }
    return try vm.call(reference(in: vm), arguments)
  }

  func reference(in vm: LuaVM) throws(LuaError) -> Int64 {
    guard self.vm === vm, vm.era == era else { throw .ended }
    return number
  }
}

extension LuaFunction: Hashable {
  /// The same handle; two handles of one function differ.
  public static func == (one: LuaFunction, other: LuaFunction) -> Bool { one === other }
  /// By identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
