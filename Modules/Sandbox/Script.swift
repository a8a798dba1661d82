/// One script to be run.
struct Script: Sendable {
  let source: [UInt8]
  let name: String
  let limits: Limits
  let output: @Sendable ([UInt8]) -> Void
}
