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
  /// A line that names each thing left open.
  public var description: String {
    guard !isClean else { return "nothing was left open" }
    var parts: [String] = []
    if !cancelledFibers.isEmpty {
      parts.append("cancelled fibres: \(cancelledFibers.joined(separator: ", "))")
    }
    if !closedHandles.isEmpty {
      parts.append("closed handles: \(closedHandles.joined(separator: ", "))")
    }
    return parts.joined(separator: "; ")
  }
}
