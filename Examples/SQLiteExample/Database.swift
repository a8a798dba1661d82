import CSQLite
import ThreadAffinity

/// A connection to an SQLite database on a thread of its own: what blocks, blocks there.
final class Database: HeapThread, @unchecked Sendable {
  /// What SQLite stores.
  enum Value: Sendable, CustomStringConvertible {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)

    var description: String {
      switch self {
      case .null: "NULL"
      case .integer(let integer): "\(integer)"
      case .real(let real): "\(real)"
      case .text(let text): "'\(text)'"
      }
    }
  }
  typealias Row = [Value]

  /// An open statement, by its number: the statement itself stays on the thread.
  struct Cursor: Hashable { fileprivate let number: Int }

  private let path: String
  private var connection: OpaquePointer?
  private var statements: [Cursor: OpaquePointer?] = [:]
  private var nextNumber = 0

  init(_ path: String = ":memory:") {
    self.path = path
    super.init(name: "sqlite", queueLimit: 1000)
  }

  override func onSetup() throws {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    try check(sqlite3_open_v2(path, &connection, flags, nil))
  }

  override func onShutdown() throws {
    for cursor in statements.keys { close(cursor) }
    try check(sqlite3_close(connection))
  }

  /// Runs one statement.
  ///
  /// - Returns: Its rows.
  func execute(_ sql: String, _ parameters: [Value] = []) throws -> [Row] {
    var rows: [Row] = []
    try eachRow(of: sql, parameters) { rows.append($0) }
    return rows
  }

  /// Runs `body` in a transaction, which its error rolls back.
  func transaction(_ body: () throws -> Void) throws {
    _ = try execute("BEGIN")
    do {
      try body()
      _ = try execute("COMMIT")
    } catch {
      _ = try? execute("ROLLBACK")
      throw error
    }
  }

  /// Runs one statement and gives its rows one by one.
  func eachRow(of sql: String, _ parameters: [Value] = [], _ body: (Row) throws -> Void) throws {
    let cursor = try open(sql, parameters)
    defer { close(cursor) }
    while let row = try fetch(1, from: cursor).first { try body(row) }
  }

  /// Begins a statement.
  func open(_ sql: String, _ parameters: [Value]) throws -> Cursor {
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v2(connection, sql, -1, &statement, nil))
    nextNumber += 1
    let cursor = Cursor(number: nextNumber)
    statements[cursor] = statement
    do {
      for (index, value) in parameters.enumerated() {
        try bind(value, at: index + 1, of: statement)
      }
    } catch {
      close(cursor)
      throw error
    }
    return cursor
  }

  /// The next rows of a statement: fewer than `count`, or none, where it has no more.
  func fetch(_ count: Int, from cursor: Cursor) throws -> [Row] {
    guard let statement = statements[cursor] else { return [] }
    var rows: [Row] = []
    while rows.count < count {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        rows.append((0..<sqlite3_column_count(statement)).map { value(at: $0, statement) })
      case SQLITE_DONE:
        close(cursor)
        return rows
      case let code: try check(code)
      }
    }
    return rows
  }

  /// Ends a statement; later calls do nothing.
  func close(_ cursor: Cursor) {
    if let statement = statements.removeValue(forKey: cursor) { sqlite3_finalize(statement) }
  }

  private func bind(_ value: Value, at place: Int, of statement: OpaquePointer?) throws {
    let place = Int32(place)
    // SQLITE_TRANSIENT: SQLite copies the text at once.
    let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value {
    case .null: try check(sqlite3_bind_null(statement, place))
    case .integer(let integer): try check(sqlite3_bind_int64(statement, place, integer))
    case .real(let real): try check(sqlite3_bind_double(statement, place, real))
    case .text(let text): try check(sqlite3_bind_text(statement, place, text, -1, copies))
    }
  }

  private func value(at column: Int32, _ statement: OpaquePointer?) -> Value {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: .real(sqlite3_column_double(statement, column))
    case SQLITE_NULL: .null
    default: .text(String(cString: sqlite3_column_text(statement, column)))
    }
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else {
      throw DatabaseError(message: String(cString: sqlite3_errmsg(connection)))
    }
  }
}

/// What SQLite refused, in its own words.
struct DatabaseError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
