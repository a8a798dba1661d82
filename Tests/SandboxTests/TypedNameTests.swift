import Testing

@testable import Sandbox

@Suite("A name that is being typed")
struct TypedNameTests {
  @Test(
    "it is the end of the text, with the names that it hangs on",
    arguments: [
      ("pri", [], "pri", false),
      ("x = string.fo", ["string"], "fo", false),
      ("f(a.b.c:d", ["a", "b", "c"], "d", true),
      ("a.", ["a"], "", false),
      ("a:", ["a"], "", true),
      ("1 + _x1", [], "_x1", false),
    ] as [(String, [String], String, Bool)]
  )
  func names(text: String, path: [String], beginning: String, isMethod: Bool) {
    let name = TypedName(atEndOf: text)
    #expect(name?.path == path)
    #expect(name?.beginning == beginning)
    #expect(name?.isMethod == isMethod)
  }

  @Test(
    "behind anything else there is none",
    arguments: ["", "x = ", "f().a", "t[1].a", ".a", "a..b", "1.5", "3x", "a.1", "('x'):", "ä"]
  )
  func none(text: String) {
    #expect(TypedName(atEndOf: text) == nil)
  }

  @Test("globals may become keywords, fields may not")
  func keywords() {
    #expect(TypedName(atEndOf: "x = f")?.keywords == ["false", "for", "function"])
    #expect(TypedName(atEndOf: "x.f")?.keywords == [])
  }
}
