#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing
@testable import UmbraMacrosPlugin

private let macros: [String: any Macro.Type] = [
  "LuaObject": LuaObjectMacro.self, "LuaHidden": MarkerMacro.self, "LuaName": MarkerMacro.self,
  "Sync": SyncMacro.self,
]

private func check(
  _ source: String,
  becomes expanded: String,
  _ diagnostics: DiagnosticSpec...
) {
  assertMacroExpansion(
    source,
    expandedSource: expanded,
    diagnostics: diagnostics,
    macroSpecs: macros.mapValues { MacroSpec(type: $0) },
    indentationWidth: .spaces(2),
    failureHandler: { Issue.record("\($0.message)") }
  )
}

@Suite("What the macros write, and what they refuse")
struct DiagnosticTests {
  @Test("a method's async form")
  func syncForm() {
    check(
      """
      public final class A: HeapThread {
        @Sync private func f(_ a: Int, by b: String = "") throws -> Int { 1 }
      }
      """,
      becomes: """
        public final class A: HeapThread {
          private func f(_ a: Int, by b: String = "") throws -> Int { 1 }

          /// On the object's thread; see the method of the same name.
          public nonisolated(nonsending) func f(_ a: Int, by b: String = "") async throws -> Int {
            try await run { owner in
              try owner.f(a, by: b)
            }
          }
        }
        """
    )
  }

  @Test("a method that others can call away from its thread is warned of")
  func reachable() {
    check(
      "final class A: HeapThread {\n  @Sync func f() {}\n}",
      becomes: """
        final class A: HeapThread {
          func f() {}

          /// On the object's thread; see the method of the same name.
          nonisolated(nonsending) func f() async throws {
            try await run { owner in
              owner.f()
            }
          }
        }
        """,
      DiagnosticSpec(
        message: "'f' can be called away from its thread: make it private, "
          + "and only its async form is seen",
        line: 2,
        column: 14,
        severity: .warning
      )
    )
  }

  @Test(
    "methods that have no async form",
    arguments: [
      ("func f() async {}", "is async already", 22),
      ("static func f() {}", "has no object: it is static", 29),
      ("func f(_ a: Int...) {}", "takes any number of arguments", 22),
      ("func f(_ a: inout Int) {}", "has an inout parameter", 22),
    ]
  )
  func syncRefused(method: String, problem: String, column: Int) {
    check(
      "class A: HeapThread { \n@Sync private \(method)\n}",
      becomes: "class A: HeapThread { \nprivate \(method)\n}",
      DiagnosticSpec(
        message: "@Sync cannot be on a method that \(problem)",
        line: 2,
        column: column - 2
      )
    )
  }

  @Test("@LuaObject wants a superclass")
  func superclass() {
    check(
      "@LuaObject class A {}",
      becomes: "class A {}",
      DiagnosticSpec(
        message: "@LuaObject needs a class that inherits LuaObject or DAO",
        line: 1,
        column: 18
      )
    )
  }

  @Test(
    "members that cannot be shown",
    arguments: [
      ("func f<T>(_ a: T) {}", "is generic"),
      ("func f(_ a: Int...) {}", "takes any number of arguments"),
      ("func f(_ a: () -> Void) {}", "takes a Swift function"),
      ("func f(_ a: inout Int) {}", "has an inout parameter"),
    ]
  )
  func luaRefused(method: String, problem: String) {
    check(
      "@LuaObject class A: DAO {\n  \(method)\n}",
      becomes: """
        class A: DAO {
          \(method)

          /// What scripts find in it.
          override var members: Members {
            Members()
          }
        }
        """,
      DiagnosticSpec(
        message: "'f' cannot be shown to Lua, since it \(problem): mark it @LuaHidden",
        line: 2,
        column: 8
      )
    )
  }

  @Test(
    "names are Lua's",
    arguments: [
      ("getType", "get_type"), ("readURLNow", "read_url_now"), ("x2", "x2"), ("ID", "id"),
    ]
  )
  func naming(swift: String, lua: String) {
    #expect(LuaNaming.snakeCase(swift) == lua)
  }
}
#endif
