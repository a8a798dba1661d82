/// How something grew from round to round, once all that is made once has been made.
///
/// The first three of ten rounds warm the process up: pools of threads, tables of the runtime, caches.
/// What comes then should stay as it is; single rounds may stand out, so medians of three are compared.
struct Growth {
  /// From the rounds just after the warm-up to the last ones.
  let total: Int

  /// - Parameter rounds: What there was after each; nine or more.
  init(_ rounds: [Int]) {
    let warm = rounds.dropFirst(rounds.count * 3 / 10)
    total = Self.median(warm.suffix(3)) - Self.median(warm.prefix(3))
  }

  private static func median(_ values: ArraySlice<Int>) -> Int {
    values.sorted()[values.count / 2]
  }
}
