import CLuaShims

extension UnsafeMutablePointer<umbra_message> {
  /// Writes an operation down, with its operand of words and text.
  func write(_ operation: Unicode.Scalar, _ words: Int64..., text: String = "") {
    append([UInt8(ascii: operation)])
    for word in words { withUnsafeBytes(of: word) { append(Array($0)) } }
    append(Array(text.utf8))
  }

  private func append(_ bytes: [UInt8]) {
    umbra_message_extend(self, bytes.count)?.copyMemory(from: bytes, byteCount: bytes.count)
  }
}

/// An object of the host's with nothing behind it but its count.
final class CountedObject {
  private let raw = UnsafeMutablePointer<umbra_object>.allocate(capacity: 1)

  var references: UInt32 { raw.pointee.references }
  var address: Int64 { Int64(Int(bitPattern: raw)) }

  init(references: UInt32) { raw.initialize(to: umbra_object(host: nil, references: references)) }
  deinit { raw.deallocate() }
}
