#if Macros
import SwiftParser
import SwiftSyntax

/// What a member is called in Lua.
enum LuaNaming {
  /// The name that `@LuaName("...")` gives, or the Swift name in `snake_case`.
  static func name(of member: some WithAttributesSyntax, _ swiftName: String) -> String {
    if let arguments = member.attribute("LuaName")?.arguments?.as(LabeledExprListSyntax.self),
      let literal = arguments.first?.expression.as(StringLiteralExprSyntax.self),
      let text = literal.representedLiteralValue
    {
      return text
    }
    return snakeCase(swiftName.filter { $0 != "`" })
  }

  /// `getType` is `get_type`, `readURLNow` is `read_url_now`.
  static func snakeCase(_ name: String) -> String {
    let characters = Array(name)
    var result = ""
    for (index, character) in characters.enumerated() {
      if character.isUppercase, index > 0 {
        let followsSmall = !characters[index - 1].isUppercase && characters[index - 1] != "_"
        let beginsWord =
          characters[index - 1].isUppercase
          && characters.dropFirst(index + 1).first?.isLowercase == true
        if followsSmall || beginsWord { result += "_" }
      }
      result += character.lowercased()
    }
    return result
  }
}
#endif
