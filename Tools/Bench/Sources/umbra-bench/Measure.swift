import Foundation

func nanoseconds(_ body: () throws -> Void) rethrows -> Double {
  try ContinuousClock().measure(body).nanoseconds
}

func nanosecondsAwaiting(_ body: () async throws -> Void) async rethrows -> Double {
  let start = ContinuousClock.now
  try await body()
  return (ContinuousClock.now - start).nanoseconds
}

extension Duration {
  var nanoseconds: Double {
    Double(components.seconds) * 1e9 + Double(components.attoseconds) / 1e9
  }
  var milliseconds: Double { nanoseconds / 1e6 }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// Resident memory of this process, in bytes.
func residentMemory() -> Double {
  let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
  return pages * Double(getpagesize())
}

/// What this process has used of its cores, in nanoseconds.
func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// Runs async code as a task of Swift's own pool, and waits for it here.
func runAsync(_ body: @escaping @Sendable () async throws -> Void) throws {
  let done = DispatchSemaphore(value: 0)
  let outcome = Outcome()
  Task.detached {
    do { try await body() } catch { outcome.error = error }
    done.signal()
  }
  done.wait()
  if let error = outcome.error { throw error }
}

/// Written before the semaphore's signal and read after it.
private final class Outcome: @unchecked Sendable {
  var error: (any Error)?
}

/// The standard output of a program that is in the path; throws where it fails.
func commandOutput(_ program: String, _ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  try WrongWork.unless(process.terminationStatus == 0, "status \(process.terminationStatus)")
  return String(decoding: data, as: UTF8.self)
}
