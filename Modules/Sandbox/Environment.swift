public import LuaBridge

/// What a host gives its scripts: named values, functions and objects.
///
/// ```swift
/// final class ApiEnvironment: Environment {
///   override func setUp() throws {
///     register("ditto", Pokemon("ditto"))
///     register("say") { (args: LuaArguments) async in print(args) }
///   }
/// }
/// ```
///
/// Subclasses of subclasses add to what their parents register, by `super.setUp()`. Several
/// environments can be registered with one executor; a later one wins where names meet. Names that
/// begin with an underscore are not shown to scripts.
///
/// An environment lives on the thread of its scripts, and so do the objects that it makes. What it
/// registers is the same for all scripts of its executor; what a script does to its globals, the next one
/// does not see.
open class Environment {
  /// One name among the globals.
  enum Binding: Sendable {
    case value(LuaValue)
    case function(HostFunction)
    case functions([String: HostFunction])
    /// Another name for `print`.
    case print
    /// A writer in a table: `io.write`.
    case write(String)
  }

  typealias Named = (name: String, binding: Binding)

  private(set) var bindings: [Named] = []

  /// An empty environment.
  public required init() {}

  /// Registers everything: override it.
  ///
  /// Called once, on the scripts' thread, outside of any fibre: it must not wait. What it throws, each
  /// script's start throws.
  open func setUp() throws {}

  /// Gives scripts a value.
  public func register(_ name: String, _ value: some LuaRepresentable) {
    add(name, .value(value.luaValue))
  }

  /// Gives scripts a value of a type of your own, as a `LuaEncoder` makes it.
  ///
  /// - Throws: `EncodingError`.
  public func register(_ name: String, encodable value: some Encodable) throws {
    add(name, .value(try LuaEncoder().encode(value)))
  }

  /// Gives scripts the fields and methods of `members` as globals; fields are asked for once, now.
  ///
  /// ```swift
  /// override func setUp() throws { try register(Members().field("version", 3).method("say", say)) }
  /// func say(_ arguments: LuaArguments) async { print(arguments) }
  /// ```
  ///
  /// - Throws: What a field throws.
  public func register(_ members: Members) throws {
    for (name, binding) in try members.globals() {
      switch binding {
      case .value(let value): add(name, .value(value))
      case .function(let function): add(name, .function(function))
      }
    }
  }

  /// Gives scripts a function.
  public func register(_ name: String, _ function: HostFunction) {
    add(name, .function(function))
  }

  /// Gives scripts a function that may wait as fibres do.
  @inlinable
  public func register(
    _ name: String,
    _ body: @escaping @Sendable (LuaArguments) throws -> some LuaRepresentable
  ) {
    register(name, HostFunction(body))
  }

  /// Gives scripts a function without a result.
  @inlinable
  public func register(_ name: String, _ body: @escaping @Sendable (LuaArguments) throws -> Void) {
    register(name, HostFunction(body))
  }

  /// Gives scripts an `async` function.
  public func register(
    _ name: String,
    _ body: @escaping @Sendable (LuaArguments) async throws -> some LuaRepresentable
  ) {
    add(name, .function(HostFunction(body)))
  }

  /// Gives scripts an `async` function without a result.
  public func register(
    _ name: String,
    _ body: @escaping @Sendable (LuaArguments) async throws -> Void
  ) {
    add(name, .function(HostFunction(body)))
  }

  /// Gives scripts a table of functions: `name.get(...)`, `name.post(...)`.
  public func register(_ name: String, functions: [String: HostFunction]) {
    add(name, .functions(functions))
  }

  /// Gives scripts another name for `print`.
  public func registerPrint(as name: String) {
    add(name, .print)
  }

  /// Gives scripts a function in a table that writes strings and numbers as they are, where `print` puts
  /// tabs between them and ends the line: Lua's `io.write` (manual, section 6.8).
  ///
  /// ```swift
  /// registerWrite("write", in: "io")
  /// ```
  ///
  /// What is written goes the way of `print`'s output, and counts as that. There is no file to be
  /// returned, so the function returns nothing.
  public func registerWrite(_ function: String, in table: String) {
    add(table, .write(function))
  }

  private func add(_ name: String, _ binding: Binding) {
    guard !name.hasPrefix("_") else { return }
    bindings.append((name, binding))
  }
}

// MARK: - For the executor

extension Environment {
  /// Sets it up.
  ///
  /// It keeps nothing of what it has registered: its own methods, which it may have registered, keep it.
  ///
  /// - Returns: What it has registered.
  /// - Throws: What ``setUp()`` throws.
  func begin() throws -> [Named] {
    defer { bindings = [] }
    try setUp()
    return bindings
  }
}
