import Foundation

/// One line on standard output.
func report(_ name: String, _ value: Double, _ unit: String) {
  let digits = abs(value) < 10 ? 3 : abs(value) < 1000 ? 1 : 0
  let line = "\(name) \(String(format: "%.\(digits)f", value)) \(unit)\n"
  FileHandle.standardOutput.write(Data(line.utf8))
}

/// What is no figure, on standard error.
func note(_ words: String) {
  FileHandle.standardError.write(Data("bench: \(words)\n".utf8))
}

/// A measurement that did not do the work that its row names.
struct WrongWork: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  static func unless(_ isRight: Bool, _ description: @autoclosure () -> String) throws {
    if !isRight { throw WrongWork(description()) }
  }
}
