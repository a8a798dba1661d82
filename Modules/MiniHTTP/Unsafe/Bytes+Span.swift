extension [UInt8] {
  /// Appends borrowed bytes in one copy: a span is no sequence.
  mutating func append(_ span: Span<UInt8>) {
    span.withUnsafeBufferPointer { append(contentsOf: $0) }
  }
}
