import CSQLite
import ThreadAffinity

/// The rows of a statement, as they are asked for: aiosqlite's `async for row in cursor`.
///
/// They come in pieces, so that a large result costs neither much memory nor a call a row.
struct Rows: AsyncSequence {
  private static let piece = 64
  let database: Database
  let sql: String
  let parameters: [Database.Value]

  func makeAsyncIterator() -> Iterator { Iterator(rows: self) }

  /// Where somebody is in the rows; the statement ends with it.
  final class Iterator: AsyncIteratorProtocol {
    private let rows: Rows
    private var cursor: Database.Cursor?
    private var waiting: ArraySlice<Database.Row> = []

    fileprivate init(rows: Rows) { self.rows = rows }

    deinit {
      guard let cursor else { return }
      try? rows.database.post { $0.close(cursor) }
    }

    func next() async throws -> Database.Row? {
      if cursor == nil {
        cursor = try await rows.database.run { [rows] in try $0.open(rows.sql, rows.parameters) }
      }
      if waiting.isEmpty, let cursor {
        waiting = try await rows.database.run { try $0.fetch(Rows.piece, from: cursor) }[...]
      }
      return waiting.popFirst()
    }
  }
}

extension Database {
  /// Runs one statement whose rows are read one by one.
  func rows(_ sql: String, _ parameters: [Value] = []) -> Rows {
    Rows(database: self, sql: sql, parameters: parameters)
  }
}
