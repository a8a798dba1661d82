import Glibc

/// A new folder with a short path, and what is to be in it.
struct TemporaryFolder {
  let path: String

  init() {
    var template = Array("/tmp/umbra-test-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Deletes the folder with the files named; a test that left others behind fails to.
  func remove(_ names: String...) -> Bool {
    for name in names { unlink(path(name)) }
    return rmdir(path) == 0
  }
}
