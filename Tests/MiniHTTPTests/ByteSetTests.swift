import Testing

@testable import MiniHTTP

@Suite("Byte sets")
struct ByteSetTests {
  private static let alphanumeric =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

  private func members(_ set: ByteSet) -> Set<UInt8> {
    Set((UInt8.min...UInt8.max).filter(set.contains))
  }

  @Test("each set has the characters that its grammar names, and no others")
  func members() {
    let alphanumeric = ByteSetTests.alphanumeric
    #expect(members(.token) == Set((alphanumeric + "!#$%&'*+-.^_`|~").utf8))
    #expect(members(.unreserved) == Set((alphanumeric + "-._~").utf8))
    #expect(members(.registeredName) == Set((alphanumeric + "-._~!$&'()*+,;=%").utf8))
    #expect(members(.addressLiteral) == Set("0123456789abcdefABCDEF:.".utf8))
    #expect(members(.target) == Set(0x21...0x7E).subtracting("\"#<>\\".utf8))
  }
}
