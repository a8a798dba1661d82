/// A ``LuaObject`` inside a ``LuaValue``, which may be passed between threads.
///
/// The object itself stays where its scripts run: use ``object`` there, in host functions and on
/// fibres of that reactor; elsewhere the handle can only be compared and given back to Lua.
///
/// Proof of Sendable: the library reads the object on its reactor's thread alone, and a reference
/// count is atomic; whoever reads ``object`` is told to do so there.
public struct ObjectHandle: @unchecked Sendable {
  /// The object.
  public let object: LuaObject

  /// A handle on `object`.
  public init(_ object: LuaObject) {
    self.object = object
  }
}

extension ObjectHandle: Hashable, CustomStringConvertible {
  /// The same object.
  public static func == (one: ObjectHandle, other: ObjectHandle) -> Bool {
    one.object === other.object
  }
  /// By identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(object)) }
  /// The object's.
  public var description: String { object.description }
}
