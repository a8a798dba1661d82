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
/// It is a ``Coroutine`` that cannot be sent anything.
public typealias Generator<Element> = Coroutine<Element, Never>

/// A generator that can be talked to: each ``send(_:)`` is what the `yield` that it stands in
/// returns (PEP 342).
///
/// ```swift
/// let average = Coroutine<Double, Double> { yield in
///   var (sum, count, mean) = (0.0, 0.0, 0.0)
///   while let number = try yield(mean) {
///     sum += number
///     count += 1
///     mean = sum / count
///   }
/// }
/// _ = average.next()                 // to the first yield
/// try average.send(10)               // 10
/// try average.send(20)               // 15
/// ```
///
/// It works on any thread, and stays there; on a loop its body may wait. It runs only while somebody
/// asks it for an element.
///
/// A `for` loop, or whatever else takes it as a sequence, ends it: also one that is left early, so
/// that the body's `defer`s run there. To stop and go on later, use ``next()``. One that is
/// dropped in the middle is closed too.
public final class Coroutine<Element, Sent> {
  /// What the body calls for each element.
  public struct Yield {
    @usableFromInline let exchange: Exchange<Element, Sent>

    /// Hands `element` out, and returns when the next one is wanted.
    ///
    /// - Returns: What was sent; nil when only the next element was asked for.
    /// - Throws: What ``Coroutine/throw(_:)`` was given; ``GeneratorExit`` when no more elements are
    ///   wanted, and the body should then end.
    @inlinable
    @discardableResult
    public func callAsFunction(_ element: Element) throws -> Sent? {
      try exchange.yield(element)
    }

    /// Hands out every element of `sequence`: Python's `yield from`.
    ///
    /// - Throws: ``GeneratorExit`` when no more are wanted.
    @inlinable
    public func callAsFunction(from sequence: some Sequence<Element>) throws {
      for element in sequence { _ = try exchange.yield(element) }
    }
  }

  @usableFromInline let exchange: Exchange<Element, Sent>

  /// A generator; `body` starts with the first element that is asked for.
  public init(_ body: @escaping (Yield) throws -> Void) {
    exchange = Exchange(body)
  }

  deinit {
    exchange.close()
  }

  /// The error that the body ended with, if it did.
  ///
  /// One that nobody asks for is reported, as a task's is.
  public var error: (any Error)? { exchange.error }

  /// The next element; nil when the body has ended, and see ``error`` then.
  @inlinable
  public func next() -> Element? {
    exchange.advance()
  }

  /// The next element, with the body's error thrown here.
  ///
  /// - Returns: The element, nil when the body has returned.
  /// - Throws: What the body throws, once.
  public func step() throws -> Element? {
    if let next = next() { return next }
    if let error = exchange.takeError() { throw error }
    return nil
  }

  /// Has the `yield` in which the body stands return `value`, and goes on to the next one.
  ///
  /// - Returns: The next element, nil when the body has returned.
  /// - Throws: What the body throws; ``GenLoopError/generatorNotStarted`` before the first element
  ///   was asked for.
  @discardableResult
  public func send(_ value: Sent) throws -> Element? {
    guard exchange.state != .fresh else { throw GenLoopError.generatorNotStarted }
    if exchange.state == .suspended { exchange.sent = value }
    return try step()
  }

  /// Has the `yield` in which the body stands throw `error`, and goes on to the next one if the body
  /// catches it.
  ///
  /// - Returns: The next element, nil when the body has returned.
  /// - Throws: What the body throws; `error` itself when it has not begun, which ends it, or is over.
  @discardableResult
  public func `throw`(_ error: any Error) throws -> Element? {
    switch exchange.state {
    case .suspended: exchange.thrown = error
    case .running: break
    case .fresh, .ended:
      close()
      throw error
    }
    return try step()
  }

  /// Ends the body where it stands: its `yield` throws ``GeneratorExit``.
  ///
  /// A body that goes on yielding nevertheless is stopped where it stands after a thousand times.
  /// Called by the body itself, it takes effect at the next `yield`.
  public func close() {
    exchange.close()
  }
}

extension Coroutine: Sequence {
  /// Takes the rest of a generator, and closes it when it is dropped.
  public final class Iterator: IteratorProtocol {
    @usableFromInline let generator: Coroutine

    @usableFromInline
    init(_ generator: Coroutine) { self.generator = generator }

    deinit {
      generator.close()
    }

    /// The next element; nil when the body has ended.
    @inlinable
    public func next() -> Element? { generator.next() }
  }

  /// Takes the rest; whoever stops early thereby ends the body.
  @inlinable
  public func makeIterator() -> Iterator { Iterator(self) }
}
