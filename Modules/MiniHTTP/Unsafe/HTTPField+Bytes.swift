import HTTPTypes

extension [UInt8] {
  /// Appends a field's value byte for byte: as text, what is no UTF-8 would be repaired.
  ///
  /// - Returns: Whether it may be sent; nothing is appended otherwise.
  mutating func append(valueOf field: HTTPField) -> Bool {
    field.withUnsafeBytesOfValue { bytes in
      guard bytes.allSatisfy({ !$0.isForbiddenControl }) else { return false }
      append(contentsOf: bytes)
      return true
    }
  }
}
