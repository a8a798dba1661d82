import ArgumentParser
import LuaBridge
import Sandbox

/// How a script's end is told.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json

  /// Where what scripts print goes: away from JSON reports, among which a script could forge one.
  var output: @Sendable ([UInt8]) -> Void {
    switch self {
    case .text: StandardOutput.write
    case .json: StandardOutput.writeError
    }
  }

  func show(_ report: ScriptReport, of source: ScriptSource) {
    switch self {
    case .json:
      StandardOutput.write(Array((JSONReport.line(report, file: source.path) + "\n").utf8))
    case .text: showText(report, source)
    }
  }

  private func showText(_ report: ScriptReport, _ source: ScriptSource) {
    if !report.results.isEmpty {
      let text = report.results.map(\.description).joined(separator: "\t")
      StandardOutput.write(Array((text + "\n").utf8))
    }
    guard report.verdict != .ok else { return }
    StandardOutput.complain(
      "umbra: \(source.name): \(report.verdict): \(report.message ?? "")"
    )
    if let traceback = report.traceback, !traceback.isEmpty { StandardOutput.complain(traceback) }
  }
}
