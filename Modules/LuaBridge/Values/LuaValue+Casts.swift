extension LuaValue {
  /// What it is, if it is a boolean; nothing is converted.
  public var booleanValue: Bool? {
    if case .boolean(let value) = self { value } else { nil }
  }

  /// An integer, or a float that is one exactly (manual, section 3.4.3).
  public var integerValue: Int? {
    switch self {
    case .integer(let value): Int(value)
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// A number, as a float; integers beyond 2^53 are rounded.
  public var numberValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// A string that is UTF-8; numbers are not converted.
  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// A string's bytes, UTF-8 or not.
  public var bytesValue: [UInt8]? {
    switch self {
    case .string(let value): Array(value.utf8)
    case .bytes(let value): value
    default: nil
    }
  }

  /// A table.
  public var tableValue: LuaTable? {
    if case .table(let value) = self { value } else { nil }
  }

  /// A function.
  public var functionValue: LuaFunction? {
    if case .function(let value) = self { value } else { nil }
  }

  /// A coroutine.
  public var coroutineValue: LuaCoroutine? {
    if case .coroutine(let value) = self { value } else { nil }
  }

  /// An object of the host; see ``ObjectHandle`` for where it may be used.
  public var objectValue: LuaObject? {
    if case .object(let value) = self { value.object } else { nil }
  }

  /// The value as a Swift type: ``LuaDecoder`` with its usual settings.
  ///
  /// ```swift
  /// let names = try value.as([String].self)
  /// ```
  ///
  /// - Throws: `DecodingError`, which names the place inside the value.
  @inlinable
  public func `as`<T: Decodable>(_ type: T.Type) throws -> T {
    if let value = exactly(type) { return value }
    return try decoded(type)
  }

  @usableFromInline
  func decoded<T: Decodable>(_ type: T.Type) throws -> T {
    try LuaDecoder().decode(type, from: self)
  }

  /// The value, where it is a `T` as it lies there: as the decoder would give it.
  @inlinable
  func exactly<T>(_ type: T.Type) -> T? {
    switch self {
    case .integer(let value) where T.self == Int.self: Int(value) as? T
    case .number(let value) where T.self == Double.self: value as? T
    case .boolean(let value) where T.self == Bool.self: value as? T
    case .string(let value) where T.self == String.self: value as? T
    default: nil
    }
  }
}
