import CFiber

/// A sequence written as a computation that stops at each element: Python's generator, on a stack
/// of its own.
///
/// ```swift
/// let squares = Generator<Int> { yield in
///   for n in 1... { try yield(n * n) }
/// }
/// for square in squares.prefix(3) { print(square) }       // 1 4 9
/// ```
///
/// It works on any thread, and stays there; on a fibre its body may wait. A generator that is
/// dropped in the middle is closed: its `yield` throws ``GeneratorExit``, so that what the body
/// holds is released.
public final class Generator<Element>: Sequence, IteratorProtocol {
  /// What the body calls for each element.
  public struct Yield {
    fileprivate let exchange: Exchange<Element>

    /// Hands `element` out, and returns when the next one is wanted.
    ///
    /// - Throws: ``GeneratorExit`` when no more are; the body should then end.
    public func callAsFunction(_ element: Element) throws {
      exchange.element = element
      cfiber_leave(0)
      if exchange.isClosing { throw GeneratorExit() }
    }
  }

  private let exchange = Exchange<Element>()
  private let run: GeneratorRun

  /// A generator; `body` starts with the first element that is asked for.
  public init(_ body: @escaping (Yield) throws -> Void) {
    run = GeneratorRun { [exchange] in
      do { try body(Yield(exchange: exchange)) } catch {
        if !(error is GeneratorExit) { exchange.error = error }
      }
    }
  }

  deinit {
    close()
  }

  /// The error that the body ended with, if it did.
  public var error: (any Error)? { exchange.error }

  /// The next element; nil when the body has ended, and see ``error`` then.
  public func next() -> Element? {
    guard run.resume() else { return nil }
    defer { exchange.element = nil }
    return exchange.element
  }

  /// The next element, with the body's error thrown here.
  ///
  /// - Returns: The element, nil when the body has returned.
  /// - Throws: What the body throws, once.
  public func step() throws -> Element? {
    if let next = next() { return next }
    defer { exchange.error = nil }
    if let error { throw error }
    return nil
  }

  /// Ends the body where it stands, by ``GeneratorExit``.
  ///
  /// What it still yields is dropped.
  public func close() {
    exchange.isClosing = true
    run.finish()
  }
}

/// The body of a generator wants to go on, and nobody wants its elements: it should end.
public struct GeneratorExit: Error, Hashable {
  /// The one there is.
  public init() {}
}

/// What passes between a generator and its body.
///
/// Not the generator itself: the body's stack holds it, and dropping the generator is to end the
/// body.
private final class Exchange<Element> {
  var element: Element?
  var isClosing = false
  var error: (any Error)?
}

/// The stack of a generator's body.
private final class GeneratorRun {
  private var body: (() -> Void)?
  private var fibre: OpaquePointer?

  init(body: @escaping () -> Void) {
    self.body = body
  }

  /// Runs the body up to its next element; false when it has ended.
  func resume() -> Bool {
    guard let fibre = fibre ?? start() else { return false }
    guard cfiber_enter(fibre) == CFIBER_RETURNED else { return true }
    cfiber_free(fibre)
    self.fibre = nil
    return false
  }

  /// Runs a body that has begun to its end, and one that has not, not at all.
  func finish() {
    body = nil
    while fibre != nil, resume() {}
  }

  private func start() -> OpaquePointer? {
    guard body != nil else { return nil }
    let entry: cfiber_entry = { argument in
      guard let argument else { return }
      Unmanaged<GeneratorRun>.fromOpaque(argument)._withUnsafeGuaranteedRef { $0.takeBody()() }
    }
    fibre = cfiber_new(CFIBER_SMALL, entry, Unmanaged.passUnretained(self).toOpaque())
    return fibre
  }

  private func takeBody() -> () -> Void {
    defer { body = nil }
    return body ?? {}
  }
}
