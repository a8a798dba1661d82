import Glibc

extension String {
  /// A float as `tostring` writes it: 14 digits, and with a point, an exponent, or as `inf` or `nan` (manual,
  /// section 3.4.3).
  init(luaNumber value: Double) {
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
      withVaList([value]) { _ = vsnprintf(text.baseAddress, text.count, "%.14g", $0) }
      return text.baseAddress.map { String(cString: $0) } ?? ""
    }
    let looksLikeInteger = text.allSatisfy { $0 == "-" || $0.isNumber }
    self = looksLikeInteger ? text + ".0" : text
  }
}
