#if Macros
import SwiftSyntax
import SwiftSyntaxMacros

/// A method that scripts may call: takes its arguments out of `LuaArguments`.
struct LuaMethod {
  let method: FunctionDeclSyntax

  private var parameters: FunctionParameterListSyntax {
    method.signature.parameterClause.parameters
  }
  private var isAsync: Bool { method.signature.effectSpecifiers?.asyncSpecifier != nil }
  private var canThrow: Bool { method.signature.effectSpecifiers?.throwsClause != nil }

  /// The member, or nil and words why not.
  func member(in context: some MacroExpansionContext) -> LuaMember? {
    if let problem {
      context.diagnose(
        "'\(method.name.text)' cannot be shown to Lua, since it \(problem): mark it @LuaHidden",
        id: "method",
        at: method.name
      )
      return nil
    }
    let name = LuaNaming.name(of: method, method.name.text)
    let result = method.signature.returnClause?.type.trimmedDescription ?? "Void"
    let effects = isAsync ? "async throws" : "throws"
    return LuaMember(
      name: name,
      call: """
        .method("\(name)") { (arguments: LuaArguments) \(effects) -> \(result) in
            \(calls)
          }
        """,
      syntax: Syntax(method)
    )
  }

  private var problem: String? {
    if method.modifiers.has(.mutating) { return "is mutating, and scripts hold a copy" }
    if method.genericParameterClause != nil { return "is generic" }
    for parameter in parameters {
      if parameter.ellipsis != nil { return "takes any number of arguments" }
      if parameter.type.is(FunctionTypeSyntax.self) { return "takes a Swift function" }
      if let type = parameter.type.as(AttributedTypeSyntax.self) {
        let text = type.trimmedDescription
        return text.hasPrefix("inout") ? "has an inout parameter" : "takes \(text)"
      }
    }
    return nil
  }

  /// The call, and before it one for each number of arguments that default values allow.
  private var calls: String {
    let all = Array(parameters)
    let required = (all.lastIndex { $0.defaultValue == nil } ?? -1) + 1
    let shorter = (required..<all.count).map { count in
      let test = "arguments.count \(count == required ? "<=" : "==") \(count)"
      return "if \(test) { \(call(with: all.prefix(count))) }"
    }
    return (shorter + [call(with: all[...])]).joined(separator: "\n    ")
  }

  private func call(with parameters: ArraySlice<FunctionParameterSyntax>) -> String {
    let takesThem = parameters.contains {
      !["LuaValue", "LuaArguments"].contains($0.type.trimmedDescription)
    }
    return "return \(canThrow || takesThem ? "try " : "")\(isAsync ? "await " : "")"
      + "self.\(method.name.text)(\(arguments(parameters)))"
  }

  private func arguments(_ parameters: ArraySlice<FunctionParameterSyntax>) -> String {
    parameters.enumerated().map { index, parameter in
      let label = parameter.firstName.text
      return (label == "_" ? "" : "\(label): ") + value(index, parameter.type.trimmedDescription)
    }.joined(separator: ", ")
  }

  /// Lua's own words for a wrong argument come from these; other types are decoded.
  private func value(_ index: Int, _ type: String) -> String {
    switch type {
    case "String": "arguments.string(\(index))"
    case "Int": "arguments.integer(\(index))"
    case "Double": "arguments.number(\(index))"
    case "Bool": "arguments.boolean(\(index))"
    case "LuaTable": "arguments.table(\(index))"
    case "LuaFunction": "arguments.function(\(index))"
    case "LuaCoroutine": "arguments.coroutine(\(index))"
    case "LuaValue": "arguments[\(index)]"
    case "LuaArguments" where index == 0: "arguments"
    default: "arguments[\(index)].as(\(type).self)"
    }
  }
}
#endif
