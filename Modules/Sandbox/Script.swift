/// One script to be run.
struct Script: Sendable {
  var source: [UInt8]
  let name: String
  var limits: Limits
  let output: @Sendable ([UInt8]) -> Void
  /// Where `warn` goes, for scripts that have it.
  var errorOutput: @Sendable ([UInt8]) -> Void = StandardOutput.writeError
}
