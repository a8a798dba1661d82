#if Macros
/// Makes a method of a `HeapThread` callable from `async` code: it gets an `async` form of the same name that runs
/// it on the object's thread.
///
/// ```swift
/// final class Duktape: HeapThread, @unchecked Sendable {
///   @Sync private func eval(_ source: String) throws -> String { ... }
///   @Sync private func evalAll(_ sources: [String], yield: (String) throws -> Void) throws { ... }
/// }
/// let sum = try await duktape.eval("1 + 2")
/// let all = try await duktape.evalAll(["1 + 3", "67 + 45"])
/// ```
///
/// Make the methods themselves private, so that nobody calls them away from the thread; their `async` forms have the
/// class's access. A method whose last parameter is `yield: (T) throws -> Void` is stepwise work (`queue`): its form
/// returns the array of what was yielded. Arguments and results have to be `Sendable`.
///
/// The model is aiointernal's decorator `sync`.
@attached(peer, names: overloaded)
public macro Sync() = #externalMacro(module: "UmbraMacrosPlugin", type: "SyncMacro")
#endif
