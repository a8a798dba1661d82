/// What a conversation works in: of a few kilobytes, and lent, so that quiet connections hold none.
///
/// Each request changes these in a dozen places. Whether such accesses overlap is not looked at while the
/// program runs, which would cost more than reading the request; proof that they do not: a conversation is
/// worked on by one fibre at a time, and by its receiver between that fibre's turns; what is called during
/// an access neither waits nor knows the conversation.
final class ConversationMemory {
  @exclusivity(unchecked) var parser: MessageParser<RequestHead>
  @exclusivity(unchecked) var state = ConnectionState(.server)
  /// What is to be sent, and was not yet.
  @exclusivity(unchecked) var output: [UInt8] = []

  init(_ limits: HTTPLimits) {
    parser = MessageParser(limits: limits, context: ())
  }

  /// Gets ready for another conversation.
  ///
  /// - Returns: How many bytes it keeps.
  func reset() -> Int {
    parser.reset()
    state = ConnectionState(.server)
    return parser.capacity + output.capacity
  }
}
