#if Macros
import SwiftSyntax
import SwiftSyntaxMacros

/// One member that scripts see.
struct LuaMember {
  let name: String
  /// `.field(...)` or `.method(...)`.
  let call: String
  let syntax: Syntax

  /// What a declaration shows: nothing, a method, or a field for each of its bindings.
  ///
  /// - Parameters:
  ///   - declaration: A member of the type.
  ///   - isCopy: Whether scripts get a copy of the value, so that nothing can be changed.
  ///   - context: For what cannot be shown.
  /// - Returns: The members.
  static func all(
    of declaration: DeclSyntax,
    isCopy: Bool,
    _ context: some MacroExpansionContext
  ) -> [LuaMember] {
    if let method = declaration.as(FunctionDeclSyntax.self), isShown(method, method.name.text) {
      return LuaMethod(method: method).member(in: context).map { [$0] } ?? []
    }
    guard let property = declaration.as(VariableDeclSyntax.self) else { return [] }
    return property.bindings.compactMap { binding in
      guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text,
        isShown(property, name)
      else { return nil }
      return field(name, binding, of: property, isCopy: isCopy, context)
    }
  }

  private static func isShown(
    _ member: some WithModifiersSyntax & WithAttributesSyntax,
    _ name: String
  ) -> Bool {
    !member.modifiers.has(.private, .fileprivate, .static, .class, .override)
      && member.attribute("LuaHidden") == nil && !name.hasPrefix("_")
  }

  private static func field(
    _ name: String,
    _ binding: PatternBindingSyntax,
    of property: VariableDeclSyntax,
    isCopy: Bool,
    _ context: some MacroExpansionContext
  ) -> LuaMember? {
    let luaName = LuaNaming.name(of: property, name)
    let effects = binding.getterEffects
    let read = "\(effects.isEmpty ? "" : "try ")\(effects.contains("async") ? "await " : "")"
    var call = ".field(\"\(luaName)\", get: { \(read)self.\(name) }"
    if !isCopy, binding.isSettable, property.bindingSpecifier.text == "var",
      !property.modifiers.hasPrivateSetter
    {
      guard let type = binding.typeAnnotation?.type.trimmedDescription else {
        context.diagnose(
          "write the type of '\(name)', which scripts may assign to; "
            + "or make it private(set) or @LuaHidden",
          id: "type",
          at: binding
        )
        return nil
      }
      call += ", set: { self.\(name) = try $0.as(\(type).self) }"
    }
    return LuaMember(name: luaName, call: call + ")", syntax: Syntax(binding))
  }
}

extension PatternBindingSyntax {
  private var accessors: AccessorDeclListSyntax? {
    if case .accessors(let list)? = accessorBlock?.accessors { list } else { nil }
  }

  /// Stored, or computed with a setter.
  fileprivate var isSettable: Bool {
    guard let accessorBlock else { return true }
    guard case .accessors(let list) = accessorBlock.accessors else { return false }
    let kinds = list.map { $0.accessorSpecifier.tokenKind }
    return kinds.contains(.keyword(.set)) || !kinds.contains(.keyword(.get))
  }

  /// `async` and `throws`, where the getter says so.
  fileprivate var getterEffects: [String] {
    let getter = accessors?.first { $0.accessorSpecifier.tokenKind == .keyword(.get) }
    let effects = getter?.effectSpecifiers
    return [
      effects?.asyncSpecifier?.text, effects?.throwsClause?.throwsSpecifier.text,
    ].compactMap { $0 }
  }
}
#endif
