import Testing

@testable import AsyncConsole

@Suite("The width of characters")
struct DisplayWidthTests {
  @Test(
    "characters have the columns that terminals give them",
    arguments: [
      ("a", 1), ("é", 1), ("e\u{301}", 1), ("漢", 2), ("한", 2), ("ｱ", 1), ("Ａ", 2), ("🙂", 2),
      ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤\u{FE0F}", 2), ("❤", 1), ("\u{200B}", 0), ("\u{3}", 2), ("\t", 4),
    ] as [(Character, Int)]
  )
  func width(_ character: Character, _ width: Int) {
    #expect(character.displayWidth == width)
  }

  @Test("control characters are shown, and not obeyed")
  func controls() {
    #expect(Character("\u{1B}").displayForm == "^[")
    #expect(Character("\u{7F}").displayForm == "^?")
    #expect(Character("\u{9B}").displayForm == "^?")
    #expect(Character("a").displayForm == "a")
  }
}
