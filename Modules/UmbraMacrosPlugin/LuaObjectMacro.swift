#if Macros
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// `@LuaObject`: writes what scripts find in a type.
enum LuaObjectMacro {
  /// The members that are shown, as lines of a chain of `Members()`.
  static func chain(
    of declaration: some DeclGroupSyntax,
    in context: some MacroExpansionContext
  ) -> String {
    var shown: [LuaMember] = []
    for member in declaration.memberBlock.members {
      shown += LuaMember.all(
        of: member.decl,
        isCopy: declaration.is(StructDeclSyntax.self),
        context
      )
    }
    var names: Set<String> = []
    for member in shown where !names.insert(member.name).inserted {
      context.diagnose(
        "Lua knows one member of a name, and '\(member.name)' is taken: "
          + "give one of them another by @LuaName, or hide it by @LuaHidden",
        id: "duplicate",
        at: member.syntax
      )
    }
    return (["Members()"] + shown.map { "  " + $0.call }).joined(separator: "\n")
  }

  static func isUsable(
    _ declaration: some DeclGroupSyntax,
    _ node: AttributeSyntax,
    in context: some MacroExpansionContext
  ) -> Bool {
    if let type = declaration.as(ClassDeclSyntax.self), type.inheritanceClause == nil {
      context.diagnose(
        "@LuaObject needs a class that inherits LuaObject or DAO",
        id: "superclass",
        at: type.name
      )
      return false
    }
    guard declaration.is(ClassDeclSyntax.self) || declaration.is(StructDeclSyntax.self) else {
      context.diagnose("@LuaObject is for classes and structs", id: "kind", at: node)
      return false
    }
    return true
  }
}

extension LuaObjectMacro: MemberMacro {
  static func expansion(
    of node: AttributeSyntax,
    providingMembersOf declaration: some DeclGroupSyntax,
    conformingTo protocols: [TypeSyntax],
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    guard isUsable(declaration, node, in: context) else { return [] }
    let chain = chain(of: declaration, in: context)
    let access = declaration.modifiers.access
    guard declaration.is(ClassDeclSyntax.self) else {
      return [
        "/// What scripts find in it.\n\(raw: access)var luaMembers: Members {\n\(raw: chain)\n}"
      ]
    }
    return [
      "/// What scripts find in it.\n\(raw: access)override var members: Members {\n\(raw: chain)\n}"
    ]
  }
}

extension LuaObjectMacro: ExtensionMacro {
  static func expansion(
    of node: AttributeSyntax,
    attachedTo declaration: some DeclGroupSyntax,
    providingExtensionsOf type: some TypeSyntaxProtocol,
    conformingTo protocols: [TypeSyntax],
    in context: some MacroExpansionContext
  ) throws -> [ExtensionDeclSyntax] {
    guard let declaration = declaration.as(StructDeclSyntax.self) else { return [] }
    let name = declaration.name.text
    return [
      try ExtensionDeclSyntax(
        """
        extension \(type.trimmed): LuaRepresentable {
          /// A copy, as an object.
          \(raw: declaration.modifiers.access)var luaValue: LuaValue {
            LuaValueObject(\(literal: name), luaMembers).luaValue
          }
        }
        """
      )
    ]
  }
}
#endif
