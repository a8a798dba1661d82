/// How much a terminal's window holds.
///
/// ``Signal/windowChange`` tells when it has changed.
public struct WindowSize: Sendable, Hashable {
  /// Characters in a line; 0 where the terminal does not know.
  public let columns: Int
  /// Lines; 0 where the terminal does not know.
  public let rows: Int

  /// A size.
  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}
