/// What passes between a generator and its body, and the body's stack.
///
/// Not the generator itself: the body's stack holds it, and dropping the generator is to end the
/// body.
@usableFromInline
final class Exchange<Element, Sent>: GeneratorRun {
  /// Where the body stands.
  @usableFromInline
  enum State {
    case fresh
    case suspended
    case running
    case ended
  }

  /// How often a body that is to end may yield nevertheless.
  private static var patience: Int { 1000 }

  @usableFromInline var state = State.fresh
  @usableFromInline var element: Element?
  @usableFromInline var sent: Sent?
  /// What the present `yield` is to throw.
  @usableFromInline var thrown: (any Error)?
  private var body: ((Coroutine<Element, Sent>.Yield) throws -> Void)?
  @usableFromInline var stack: GeneratorStack?
  private var outcome = Completion()
  private var isClosing = false
  private var refusals = 0

  init(_ body: @escaping (Coroutine<Element, Sent>.Yield) throws -> Void) {
    self.body = body
  }

  /// The error that the body ended with, from now on seen.
  var error: (any Error)? { outcome.takeError() }

  /// The same, once.
  func takeError() -> (any Error)? {
    defer { outcome = Completion() }
    return error
  }

  // MARK: In the body

  @usableFromInline
  override func run() {
    guard let body else { return }
    self.body = nil
    do { try body(Coroutine.Yield(exchange: self)) } catch is GeneratorExit {} catch { fail(error) }
  }

  /// Hands an element out, and returns when the next one is wanted.
  @inlinable
  func yield(_ element: Element) throws -> Sent? {
    if isToEnd { try refuse() }
    self.element = element
    GeneratorStack.yield()
    if let thrown { try raise(thrown) }
    guard let sent else { return nil }
    self.sent = nil
    return sent
  }

  @usableFromInline var isToEnd: Bool { isClosing }

  @usableFromInline
  func refuse() throws {
    refusals += 1
    if refusals > Self.patience { GeneratorStack.refuse() }
    throw GeneratorExit()
  }

  @usableFromInline
  func raise(_ error: any Error) throws {
    thrown = nil
    throw error
  }

  // MARK: Outside

  /// Goes on in the body; the next element, or nil when it has ended.
  @inlinable
  func advance() -> Element? {
    guard state == .suspended, let stack else { return begin() }
    return enter(stack)
  }

  @inlinable
  func enter(_ stack: GeneratorStack) -> Element? {
    state = .running
    let departure = stack.enter()
    state = .suspended
    guard departure == .yielded else { return end(departure) }
    defer { element = nil }
    return element
  }

  @usableFromInline
  func begin() -> Element? {
    switch state {
    case .suspended, .ended: return nil
    case .running:
      fail(GenLoopError.generatorIsRunning)
      return nil
    case .fresh:
      guard let made = GeneratorStack(running: self) else {
        state = .ended
        fail(GenLoopError.noMemory)
        return nil
      }
      stack = made
      return enter(made)
    }
  }

  @usableFromInline
  func end(_ departure: GeneratorStack.Departure) -> Element? {
    stack?.free()
    stack = nil
    state = .ended
    if departure == .refused { fail(GenLoopError.generatorIgnoredExit) }
    return nil
  }

  /// Ends the body where it stands; one that has not begun does not begin.
  func close() {
    isClosing = true
    switch state {
    case .ended, .running: return
    case .fresh:
      body = nil
      state = .ended
    case .suspended:
      thrown = GeneratorExit()
      _ = advance()
    }
  }

  func fail(_ error: any Error) {
    guard !outcome.isDone else { return }
    outcome.fail(error, of: "a generator")
  }

  deinit {
    outcome.abandon()
  }
}

/// Nobody wants a generator's elements any more: what its `yield` throws then, so that the body ends.
public struct GeneratorExit: Error, Hashable {
  /// The one there is.
  public init() {}
}
