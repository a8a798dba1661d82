import Testing

@Suite("Growth over rounds")
struct GrowthTests {
  @Test("of what warms up and stays is none, though single rounds stand out")
  func plateau() {
    #expect(Growth([100, 600, 690, 700, 702, 701, 999, 703, 2, 702]).total == 1)
  }

  @Test("of a leak is what leaks from the fifth round to the ninth")
  func leak() {
    #expect(Growth((1...10).map { 1000 + 50 * $0 }).total == 4 * 50)
  }
}
