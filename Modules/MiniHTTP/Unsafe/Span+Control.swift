extension Span where Element == UInt8 {
  /// The first place of a control character that no line may hold, or `end`.
  ///
  /// Eight bytes are looked at in one step, since all of each head is ("Bit Twiddling Hacks", "Determine
  /// if a word has a byte less than n").
  @inline(__always)
  func indexOfControl(from start: Int, to end: Int) -> Int {
    // Invariant: whoever looks for lines stays within what has come.
    precondition(start >= 0 && end <= count)
    return withUnsafeBytes { bytes in
      var index = start
      while index + 8 <= end {
        let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
        let clean = word.bytesBeforeControl
        index += clean
        guard clean < 8 else { continue }
        guard bytes[index] == ASCII.tab else { return index }
        index += 1
      }
      while index < end, !bytes[index].isForbiddenControl { index += 1 }
      return index
    }
  }
}

extension UInt64 {
  /// How many of the eight bytes, the lowest first, come before one that is less than a space, or DEL.
  ///
  /// Borrows make the marks above the lowest one meaningless, and that one is exact.
  @inline(__always)
  fileprivate var bytesBeforeControl: Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let deletions = self ^ (ones &* UInt64(ASCII.delete))
    let less = (self &- ones &* UInt64(ASCII.space)) & ~self
    let equal = (deletions &- ones) & ~deletions
    return ((less | equal) & (ones &* 0x80)).trailingZeroBitCount / 8
  }
}
