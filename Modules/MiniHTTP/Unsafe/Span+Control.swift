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
      while index < end {
        if index + 8 <= end, !bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).hasControl
        {
          index += 8
        } else if bytes[index].isForbiddenControl {
          return index
        } else {
          index += 1
        }
      }
      return index
    }
  }
}

extension UInt64 {
  /// Whether one of the eight bytes is less than a space, or DEL.
  @inline(__always)
  fileprivate var hasControl: Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let deletions = self ^ (ones &* UInt64(ASCII.delete))
    let less = (self &- ones &* UInt64(ASCII.space)) & ~self
    let equal = (deletions &- ones) & ~deletions
    return (less | equal) & (ones &* 0x80) != 0
  }
}
