/// What came of a program that was run.
package struct ProgramRun: Sendable, Hashable {
  /// All that it wrote to its standard output.
  package let output: String
  /// All that it wrote to its standard error.
  package let errors: String
  /// Its exit status; -1 where a signal has ended it.
  package let status: Int32

  package init(output: String, errors: String, status: Int32) {
    self.output = output
    self.errors = errors
    self.status = status
  }
}
