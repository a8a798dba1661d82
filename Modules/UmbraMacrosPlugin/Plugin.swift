#if Macros
import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main
struct Plugin: CompilerPlugin {
  let providingMacros: [any Macro.Type] = [LuaObjectMacro.self, MarkerMacro.self, SyncMacro.self]
}
#else
/// Without the trait `Macros` there is nothing to expand, and swift-syntax is not built.
@main
enum Plugin {
  static func main() {}
}
#endif
