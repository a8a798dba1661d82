/// What a parser works in, to be used by another one when it is done.
struct ParserMemory {
  /// Empty, with room.
  var bytes: [UInt8] = []
  /// Empty, with room.
  var entries: [FieldBlock.Entry] = []
}
