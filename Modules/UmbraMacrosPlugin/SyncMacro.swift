#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// `@Sync`: an `async` form of a heap thread's method.
enum SyncMacro: PeerMacro {
  static func expansion(
    of node: AttributeSyntax,
    providingPeersOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    guard let method = declaration.as(FunctionDeclSyntax.self) else {
      context.diagnose("@Sync is for methods of a HeapThread", id: "kind", at: node)
      return []
    }
    guard let owner = context.lexicalContext.first?.as(ClassDeclSyntax.self) else {
      context.diagnose("@Sync is for methods inside a HeapThread's class", id: "owner", at: node)
      return []
    }
    guard let problem = problem(of: method) else {
      warnIfReachable(method, in: context)
      return [form(of: method, access: owner.modifiers.access)]
    }
    context.diagnose("@Sync cannot be on a method that \(problem)", id: "method", at: method.name)
    return []
  }

  private static func problem(of method: FunctionDeclSyntax) -> String? {
    if method.modifiers.has(.static, .class) { return "has no object: it is static" }
    if method.modifiers.has(.override) { return "overrides another" }
    if method.signature.effectSpecifiers?.asyncSpecifier != nil { return "is async already" }
    for parameter in method.signature.parameterClause.parameters {
      if parameter.ellipsis != nil { return "takes any number of arguments" }
      if parameter.type.trimmedDescription.hasPrefix("inout") { return "has an inout parameter" }
    }
    return nil
  }

  private static func warnIfReachable(
    _ method: FunctionDeclSyntax,
    in context: some MacroExpansionContext
  ) {
    guard !method.modifiers.has(.private, .fileprivate) else { return }
    context.diagnose(
      "'\(method.name.text)' can be called away from its thread: make it private, "
        + "and only its async form is seen",
      id: "reachable",
      severity: .warning,
      at: method.name
    )
  }

  private static func form(of method: FunctionDeclSyntax, access: String) -> DeclSyntax {
    var parameters = Array(method.signature.parameterClause.parameters)
    let element = parameters.last.flatMap(yielded)
    if element != nil { parameters.removeLast() }
    let declared = parameters.map { $0.with(\.trailingComma, nil).trimmedDescription }
      .joined(separator: ", ")
    var passed = parameters.map(argument)
    if element != nil { passed.append("yield: yield") }
    let result =
      element.map { " -> [\($0)]" }
      ?? method.signature.returnClause.map { " \($0.trimmedDescription)" } ?? ""
    let generics = method.genericParameterClause?.trimmedDescription ?? ""
    let requirements = method.genericWhereClause.map { " \($0.trimmedDescription)" } ?? ""
    let throwing = method.signature.effectSpecifiers?.throwsClause == nil ? "" : "try "
    let call = "\(throwing)owner.\(method.name.text)(\(passed.joined(separator: ", ")))"
    let way = element == nil ? "run { owner in \(call) }" : "queue { owner, yield in \(call) }"
    return """
      /// On the object's thread; see the method of the same name.
      \(raw: access)nonisolated(nonsending) func \(method.name)\(raw: generics)(\(raw: declared)) async throws\(raw: result)\(raw: requirements) {
        try await \(raw: way)
      }
      """
  }

  /// What stepwise work gives: the type in a last parameter `yield: (T) throws -> Void`.
  private static func yielded(_ parameter: FunctionParameterSyntax) -> String? {
    guard parameter.firstName.text == "yield",
      let function = parameter.type.as(FunctionTypeSyntax.self)
    else { return nil }
    return function.parameters.first?.type.trimmedDescription
  }

  private static func argument(_ parameter: FunctionParameterSyntax) -> String {
    let value = (parameter.secondName ?? parameter.firstName).text
    let label = parameter.firstName.text
    return label == "_" ? value : "\(label): \(value)"
  }
}
#endif
