extension HeapThreadCallable {
  /// Runs stepwise work on the object's thread, from `async` code, and returns what its steps gave.
  ///
  /// `body` is a generator: it gives a result with `yield` after each step. Each `yield` is a checkpoint, where
  /// a cancellation of the caller or an immediate close ends the work by an error that it throws. To other calls
  /// it is one call: they wait until all of it is done.
  ///
  /// ```swift
  /// let rows = try await database.queue { database, yield in
  ///   while let row = try database.step() { try yield(row) }
  /// }
  /// ```
  ///
  /// - Parameter body: The work; it must let the errors of `yield` through.
  /// - Returns: What was yielded, in order.
  /// - Throws: What `body` throws; `CancellationError`; ``HeapThreadError``.
  nonisolated(nonsending) public func queue<Value: Sendable>(
    _ body: @escaping @Sendable (Self, _ yield: (Value) throws -> Void) throws -> Void
  ) async throws -> [Value] {
    let checkpoint = Checkpoint(of: worker)
    return try await callFromTask(checkpoint) { try checkpoint.gather(from: $0, body) }
  }

  /// Runs `step` for each of `items` on the object's thread, from `async` code.
  ///
  /// The steps are those of `queue`: between any two, a cancellation or an immediate close ends the
  /// rest.
  ///
  /// ```swift
  /// let sums = try await duktape.queue(["1 + 3", "67 + 45"]) { try $0.eval($1) }
  /// ```
  ///
  /// - Parameters:
  ///   - items: What to do it for.
  ///   - step: What to do for each.
  /// - Returns: The results in the order of `items`.
  /// - Throws: The first error of a step; `CancellationError`; ``HeapThreadError``.
  nonisolated(nonsending) public func queue<Items: Sequence & Sendable, Value: Sendable>(
    _ items: Items,
    _ step: @escaping @Sendable (Self, Items.Element) throws -> Value
  ) async throws -> [Value] {
    let checkpoint = Checkpoint(of: worker)
    return try await callFromTask(checkpoint) { try checkpoint.gather(from: $0, items, step) }
  }

  /// Runs stepwise work on the object's thread without `await`, and returns what its steps gave: on a
  /// fibre, or a thread that may be blocked.
  ///
  /// Otherwise like the `async` form.
  ///
  /// - Parameter body: The work; it must let the errors of `yield` through.
  /// - Returns: What was yielded, in order.
  /// - Throws: What `body` throws; `CancellationError`; ``HeapThreadError``.
  public func queue<Value: Sendable>(
    _ body: @escaping @Sendable (Self, _ yield: (Value) throws -> Void) throws -> Void
  ) throws -> [Value] {
    let checkpoint = Checkpoint(of: worker)
    return try callFromFiber(checkpoint) { try checkpoint.gather(from: $0, body) }
  }

  /// Runs `step` for each of `items` on the object's thread without `await`: on a fibre, or a thread that
  /// may be blocked.
  ///
  /// Otherwise like the `async` form.
  ///
  /// - Parameters:
  ///   - items: What to do it for.
  ///   - step: What to do for each.
  /// - Returns: The results in the order of `items`.
  /// - Throws: The first error of a step; `CancellationError`; ``HeapThreadError``.
  public func queue<Items: Sequence & Sendable, Value: Sendable>(
    _ items: Items,
    _ step: @escaping @Sendable (Self, Items.Element) throws -> Value
  ) throws -> [Value] {
    let checkpoint = Checkpoint(of: worker)
    return try callFromFiber(checkpoint) { try checkpoint.gather(from: $0, items, step) }
  }
}

extension Checkpoint {
  /// The results of a generator that stops here whenever it has given one, if it has to.
  fileprivate func gather<Owner, Value>(
    from owner: Owner,
    _ body: (Owner, _ yield: (Value) throws -> Void) throws -> Void
  ) throws -> [Value] {
    var results: [Value] = []
    try body(owner) {
      results.append($0)
      try check()
    }
    return results
  }

  /// The results of a step for each item, which stops here before each but the first, if it has to.
  fileprivate func gather<Owner, Items: Sequence, Value>(
    from owner: Owner,
    _ items: Items,
    _ step: (Owner, Items.Element) throws -> Value
  ) throws -> [Value] {
    var results: [Value] = []
    results.reserveCapacity(items.underestimatedCount)
    for item in items {
      if !results.isEmpty { try check() }
      results.append(try step(owner, item))
    }
    return results
  }
}
