// SQLite from async code, plain code and fibres, on a thread of its own.
import GenLoop
import ThreadAffinity

try await withHeapThread(Database()) { database in
  _ = try await database.run {
    try $0.execute("CREATE TABLE moons (name TEXT, planet TEXT, km REAL)")
  }

  // Many at once: each item is a step, and all of it one transaction.
  try await database.run { database in
    try database.transaction {
      for (name, planet, km) in [("Luna", "Earth", 3474.8), ("Io", "Jupiter", 3643.2)] {
        _ = try database.execute(
          "INSERT INTO moons VALUES (?, ?, ?)",
          [.text(name), .text(planet), .real(km)]
        )
      }
    }
  }

  // A transaction that fails leaves nothing behind.
  do {
    try await database.run { database in
      try database.transaction {
        _ = try database.execute("INSERT INTO moons VALUES ('Nix', 'Pluto', 42)")
        _ = try database.execute("INSERT INTO planets VALUES ('Pluto')")
      }
    }
  } catch let error as DatabaseError {
    print("SQLite says: \(error)")
  }

  // Rows as they are asked for; whoever has seen enough just goes.
  for try await row in database.rows("SELECT name, km FROM moons WHERE km > ?", [.real(3000)]) {
    print(row)
  }

  // Rows one by one, as a generator on the thread: it can be cancelled between any two.
  let names: [Database.Value] = try await database.queue { database, yield in
    try database.eachRow(of: "SELECT name FROM moons ORDER BY name") { try yield($0[0]) }
  }
  print(names)

  // A hundred callers at once; the connection answers one after another.
  let total = try await withThrowingTaskGroup(of: Int64.self) { group in
    for number in Int64(1)...100 {
      group.addTask {
        let rows = try await database.run { try $0.execute("SELECT ? * 2", [.integer(number)]) }
        guard case .integer(let double) = rows[0][0] else { return 0 }
        return double
      }
    }
    var total: Int64 = 0
    for try await double in group { total += double }
    return total
  }
  print("total \(total)")
}

// The same without await: a plain program's thread is held up.
let database = Database()
print("without await: \(try database.run { try $0.execute("SELECT 1 + 1") })")
try database.close()

// From a fibre: plain calls that wait, while others run.
try GenLoop.run {
  try withHeapThread(Database()) { database in
    let version = try database.run { try $0.execute("SELECT sqlite_version() > '3'") }
    print("from a fibre: \(version)")
  }
}
