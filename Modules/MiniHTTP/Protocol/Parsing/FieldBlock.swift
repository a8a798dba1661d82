import HTTPTypes

/// The field lines of a head as they came: checked, but not made into strings before somebody asks.
///
/// It shares the memory that they were received in.
struct FieldBlock: Sendable {
  /// Where one line's name and value are, from the start of the head.
  struct Entry: Sendable {
    private let nameStart: UInt32
    private let nameEnd: UInt32
    private let valueStart: UInt32
    private let valueEnd: UInt32

    /// The offsets fit: ``HTTPLimits`` bound a head to less than 4 GiB.
    init(name: Range<Int>, value: Range<Int>) {
      nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
      nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
      valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
      valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
    }

    var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
  }

  private let bytes: [UInt8]
  private let base: Int
  private let entries: [Entry]

  /// - Parameters:
  ///   - bytes: What was received.
  ///   - base: Where in it the head begins.
  ///   - entries: The lines.
  init(bytes: [UInt8], base: Int, entries: [Entry]) {
    self.bytes = bytes
    self.base = base
    self.entries = entries
  }

  var count: Int { entries.count }

  /// The fields, in the order in which they came.
  func makeFields() -> HTTPFields {
    var fields = HTTPFields()
    fields.reserveCapacity(entries.count)
    for entry in entries {
      // Invariant: the scanner let only tokens through.
      guard let name = FieldNames.name(for: bytes[slice(entry.name)]) else { continue }
      fields.append(HTTPField(name: name, value: bytes[slice(entry.value)]))
    }
    return fields
  }

  /// The value of the line `index`; what is no UTF-8 is repaired.
  func value(at index: Int) -> String {
    String(decoding: bytes[slice(entries[index].value)], as: UTF8.self)
  }

  private func slice(_ range: Range<Int>) -> Range<Int> {
    base + range.lowerBound..<base + range.upperBound
  }
}
