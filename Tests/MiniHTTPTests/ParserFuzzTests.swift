import HTTPTypes
import TestSupport
import Testing

@testable import MiniHTTP

/// Random messages, random faults, random cuts.
///
/// A run's seed is printed with what has failed; `UMBRA_SEED` repeats it.
@Suite("The parser, on random messages")
struct ParserFuzzTests {
  @Test("a valid message says what was meant, however it is cut")
  func valid() {
    var random = SeededGenerator.forTest()
    for round in 0..<300 {
      let messages = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        RandomMessage.request(&random)
      }
      let bytes = messages.flatMap(\.bytes)
      let outcome = MessageParser<RequestHead>.read(random.pieces(of: bytes), context: ())
      #expect(outcome.error == nil, "\(random.origin), round \(round)")
      #expect(outcome.body == messages.flatMap(\.body), "\(random.origin), round \(round)")
      let heads = outcome.events.filter { $0.hasPrefix("head ") }
      #expect(heads == messages.map(\.head), "\(random.origin), round \(round)")
    }
  }

  @Test("a response says what was meant, however it is cut")
  func responses() {
    var random = SeededGenerator.forTest()
    for round in 0..<300 {
      let message = RandomMessage.response(&random)
      let pieces = random.pieces(of: message.bytes)
      let outcome = MessageParser<ResponseHead>.read(pieces, context: .get)
      #expect(outcome.error == nil, "\(random.origin), round \(round)")
      #expect(outcome.body == message.body, "\(random.origin), round \(round)")
      #expect(outcome.events.contains(message.head), "\(random.origin), round \(round)")
    }
  }

  @Test("a faulty message is judged alike, however it is cut, and never traps")
  func faulty() {
    var random = SeededGenerator.forTest()
    var refusals: Set<HTTPError> = []
    for round in 0..<2000 {
      var bytes = RandomMessage.request(&random).bytes + RandomMessage.request(&random).bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) { random.spoil(&bytes) }
      let whole = MessageParser<RequestHead>.read([bytes], context: ())
      let cut = MessageParser<RequestHead>.read(random.pieces(of: bytes), context: ())
      #expect(cut == whole, "\(random.origin), round \(round)")
      if let error = whole.error { refusals.insert(error) }
    }
    // The faults reach many of the rules, or this test would show little.
    #expect(refusals.count > 12, "\(random.origin): \(refusals.count) rules")
  }

  @Test("a faulty response is judged alike, however it is cut, and never traps")
  func faultyResponses() {
    var random = SeededGenerator.forTest()
    for round in 0..<1000 {
      var bytes = RandomMessage.response(&random).bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) { random.spoil(&bytes) }
      let whole = MessageParser<ResponseHead>.read([bytes], context: .get)
      let cut = MessageParser<ResponseHead>.read(random.pieces(of: bytes), context: .get)
      #expect(cut == whole, "\(random.origin), round \(round)")
    }
  }

  @Test("what follows a message is left where it is: nothing is read beyond the end")
  func beyond() throws {
    var random = SeededGenerator.forTest()
    for round in 0..<300 {
      let message = RandomMessage.request(&random)
      let rest = (0..<Int.random(in: 1...64, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      var parser = MessageParser<RequestHead>(limits: HTTPLimits(), context: ())
      parser.receive(message.bytes + rest)
      var hasEnded = false
      while !hasEnded { if case .end = try parser.next() { hasEnded = true } }
      #expect(parser.waiting == rest.count, "\(random.origin), round \(round)")
    }
  }
}
