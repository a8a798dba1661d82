/// One script to be run.
struct Script: Sendable {
  var source: [UInt8]
  let name: String
  let limits: Limits
  let output: @Sendable ([UInt8]) -> Void

  func replacing(source: [UInt8]) -> Script {
    var copy = self
    copy.source = source
    return copy
  }
}
