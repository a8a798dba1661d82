/// An open file, which libuv keeps no handle of.
protocol OpenFile: AnyObject, CustomStringConvertible {
  func close()
}

/// The files of a loop that are open: so that what was left open is found, named and closed.
struct OpenFiles {
  private var files: [ObjectIdentifier: any OpenFile] = [:]

  mutating func add(_ file: any OpenFile) {
    files[ObjectIdentifier(file)] = file
  }

  mutating func remove(_ file: any OpenFile) {
    files[ObjectIdentifier(file)] = nil
  }

  var descriptions: [String] { files.values.map(\.description).sorted() }

  /// The files, to be closed.
  var all: [any OpenFile] { Array(files.values) }
}
