/// What was still going on when a reactor shut down: fibres that had to be cancelled, handles that
/// had to be closed.
///
/// Empty when the program had tidied up.
public struct ShutdownReport: Sendable, Hashable {
  /// The names of the fibres that were cancelled.
  public let cancelledFibers: [String]
  /// The open handles, described: `tcp listener on 127.0.0.1:41234`.
  public let closedHandles: [String]

  /// Whether nothing was left open.
  public var isClean: Bool { cancelledFibers.isEmpty && closedHandles.isEmpty }
}

extension ShutdownReport: CustomStringConvertible {
  /// A line that names each thing left open; of more than ten it tells how many there are of each kind.
  ///
  /// Names are of a kind if they differ in digits alone: `task-1 and 99999 like it, ticker`.
  public var description: String {
    guard !isClean else { return "nothing was left open" }
    var parts: [String] = []
    if !cancelledFibers.isEmpty {
      parts.append("cancelled fibres: \(Self.list(cancelledFibers))")
    }
    if !closedHandles.isEmpty {
      parts.append("closed handles: \(Self.list(closedHandles))")
    }
    return parts.joined(separator: "; ")
  }

  /// How many names, or kinds of names, a list has at most.
  private static let longest = 10

  private static func list(_ names: [String]) -> String {
    guard names.count > longest else { return names.joined(separator: ", ") }
    let kinds = Dictionary(grouping: names) { $0.filter { !$0.isNumber } }
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map(\.value)
    var told = kinds.prefix(longest).map { alike in
      alike.count == 1 ? alike[0] : "\(alike[0]) and \(alike.count - 1) like it"
    }
    let rest = kinds.dropFirst(longest).reduce(0) { $0 + $1.count }
    if rest > 0 { told.append("and \(rest) of other kinds") }
    return told.joined(separator: ", ")
  }
}
