#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// What a macro has to say about the code that it is attached to.
struct MacroMessage: DiagnosticMessage {
  let message: String
  let id: String
  var severity = DiagnosticSeverity.error

  var diagnosticID: MessageID { MessageID(domain: "UmbraMacros", id: id) }
}

extension MacroExpansionContext {
  func diagnose(
    _ message: String,
    id: String,
    severity: DiagnosticSeverity = .error,
    at node: some SyntaxProtocol
  ) {
    diagnose(
      Diagnostic(node: node, message: MacroMessage(message: message, id: id, severity: severity))
    )
  }
}
#endif
