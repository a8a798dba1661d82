import Testing

@testable import MiniHTTP

@Suite("The connection's state")
struct ConnectionStateTests {
  private func exchange(
    _ state: inout ConnectionState,
    clientKeeps: Bool = true,
    serverKeeps: Bool = true
  ) throws -> ConnectionState.Action {
    try state.requestHead(keepsAlive: clientKeeps)
    #expect(try state.requestEnd() == .proceed)
    let keeps = try state.responseHead(keepsAlive: serverKeeps)
    #expect(keeps == (clientKeeps && serverKeeps))
    return try state.responseEnd()
  }

  @Test("exchanges follow each other while both sides keep the connection alive")
  func keepAlive() throws {
    for role in [ConnectionState.Role.server, .client] {
      var state = ConnectionState(role)
      for _ in 0..<3 {
        #expect(try exchange(&state) == .nextExchange)
        #expect(state.isIdle)
      }
      #expect(try exchange(&state, clientKeeps: false) == .close)
      var other = ConnectionState(role)
      #expect(try exchange(&other, serverKeeps: false) == .close)
    }
  }

  @Test("a response that is done first: a server reads the rest, a client closes")
  func earlyResponse() throws {
    var server = ConnectionState(.server)
    try server.requestHead(keepsAlive: true)
    #expect(try server.responseHead(keepsAlive: true))
    #expect(try server.responseEnd() == .drainRequest)
    #expect(try server.requestEnd() == .nextExchange)

    var client = ConnectionState(.client)
    try client.requestHead(keepsAlive: true)
    #expect(try client.responseHead(keepsAlive: true))
    #expect(try client.responseEnd() == .close)
  }

  @Test("100 Continue is sent once, when the body is wanted, before the response")
  func continuation() throws {
    var state = ConnectionState(.server)
    try state.requestHead(keepsAlive: true, expectsContinue: true)
    #expect(try state.requestBodyWanted())
    #expect(try !state.requestBodyWanted())
    #expect(try state.requestEnd() == .proceed)
    #expect(try state.responseHead(keepsAlive: true))
    #expect(try state.responseEnd() == .nextExchange)
    try state.requestHead(keepsAlive: true)
    #expect(try !state.requestBodyWanted())
  }

  @Test("a final response instead of 100 Continue closes the connection")
  func refusedContinuation() throws {
    var state = ConnectionState(.server)
    try state.requestHead(keepsAlive: true, expectsContinue: true)
    #expect(try !state.responseHead(keepsAlive: true))
    #expect(try !state.requestBodyWanted())
    #expect(try state.responseEnd() == .close)
  }

  @Test("after an error a server answers if it has not begun to, and closes")
  func errors() throws {
    var early = ConnectionState(.server)
    let canAnswer = early.failed()
    #expect(canAnswer)
    #expect(try !early.responseHead(keepsAlive: true))
    #expect(try early.responseEnd() == .close)

    var late = ConnectionState(.server)
    try late.requestHead(keepsAlive: true)
    _ = try late.responseHead(keepsAlive: true)
    let canAnswerLate = late.failed()
    #expect(!canAnswerLate)
    #expect(try late.responseEnd() == .close)

    var client = ConnectionState(.client)
    try client.requestHead(keepsAlive: true)
    let canAnswerClient = client.failed()
    #expect(!canAnswerClient)
  }

  @Test("shutting down ends what has begun, and nothing begins")
  func shutDown() throws {
    var idle = ConnectionState(.server)
    let closesIdle = idle.shutDown()
    #expect(closesIdle)
    #expect(throws: HTTPError.outOfOrder("a request")) { try idle.requestHead(keepsAlive: true) }

    var busy = ConnectionState(.server)
    try busy.requestHead(keepsAlive: true)
    let waits = busy.shutDown()
    #expect(!waits)
    #expect(try busy.requestEnd() == .proceed)
    #expect(try !busy.responseHead(keepsAlive: true))
    #expect(try busy.responseEnd() == .close)
    let closesBusy = busy.shutDown()
    #expect(closesBusy)
  }

  @Test("interim responses come between the request's head and the response's")
  func interim() throws {
    var state = ConnectionState(.client)
    #expect(throws: HTTPError.self) { try state.interimResponse() }
    try state.requestHead(keepsAlive: true)
    try state.interimResponse()
    _ = try state.responseHead(keepsAlive: true)
    #expect(throws: HTTPError.self) { try state.interimResponse() }
  }

  @Test("what comes out of order is refused, as the host's mistake")
  func order() throws {
    var state = ConnectionState(.server)
    let events: [(inout ConnectionState) throws -> Void] = [
      { _ = try $0.requestBodyWanted() },
      { _ = try $0.requestEnd() },
      { _ = try $0.responseHead(keepsAlive: true) },
      { _ = try $0.responseEnd() },
    ]
    for event in events {
      do {
        try event(&state)
        Issue.record("taken")
      } catch let error as HTTPError {
        #expect(error.blame == .caller)
      }
    }
    try state.requestHead(keepsAlive: true)
    #expect(throws: HTTPError.self) { try state.requestHead(keepsAlive: true) }
    state.closed()
    #expect(throws: HTTPError.self) { try state.responseHead(keepsAlive: true) }
    let canAnswerState = state.failed()
    #expect(!canAnswerState)
  }
}
