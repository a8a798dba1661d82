#if Macros
import SwiftSyntax
import SwiftSyntaxMacros

/// `@LuaHidden` and `@LuaName`: words for ``LuaObjectMacro``, which expand to nothing.
enum MarkerMacro: PeerMacro {
  static func expansion(
    of node: AttributeSyntax,
    providingPeersOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] { [] }
}
#endif
