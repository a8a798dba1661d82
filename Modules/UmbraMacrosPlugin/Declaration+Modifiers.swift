#if Macros
import SwiftSyntax

extension DeclModifierListSyntax {
  func has(_ keywords: Keyword...) -> Bool {
    contains { modifier in
      modifier.detail == nil && keywords.contains { modifier.name.tokenKind == .keyword($0) }
    }
  }

  /// Whether only this type or file may set it: `private(set)`.
  var hasPrivateSetter: Bool {
    contains { modifier in
      modifier.detail?.detail.text == "set"
        && [.keyword(.private), .keyword(.fileprivate)].contains(modifier.name.tokenKind)
    }
  }

  /// The access that members made for it have; `open` counts as public.
  var access: String {
    if has(.public, .open) { return "public " }
    return has(.package) ? "package " : ""
  }
}

extension WithAttributesSyntax {
  func attribute(_ name: String) -> AttributeSyntax? {
    for case .attribute(let attribute) in attributes
    where attribute.attributeName.trimmedDescription == name { return attribute }
    return nil
  }
}
#endif
