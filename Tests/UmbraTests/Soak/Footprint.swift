import Foundation
import Glibc
import LuaBridge

/// What the process has open and uses, as Linux tells (proc(5)).
struct Footprint: CustomStringConvertible {
  let descriptors: Int
  /// Of reactors and heap threads; pools of others keep theirs as they like.
  let threads: Int
  /// In bytes, resident.
  let memory: Int

  /// Now; but threads that are about to end may take a moment.
  static func settled(as before: Footprint?) async -> Footprint {
    for _ in 0..<500 {
      let now = Footprint()
      if now.threads == 0, now.descriptors <= before?.descriptors ?? .max { return now }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return Footprint()
  }

  private init() {
    LuaVM.giveMemoryBack()
    descriptors = Self.entries("/proc/self/fd").count
    threads = Self.entries("/proc/self/task").count { task in
      let name = Self.text("/proc/self/task/\(task)/comm")
      return ["soak", "umbra-", "heap"].contains { name.hasPrefix($0) }
    }
    let pages = Self.text("/proc/self/statm").split(separator: " ").dropFirst().first
    memory = (pages.flatMap { Int($0) } ?? 0) * Int(getpagesize())
  }

  var description: String {
    "\(descriptors) descriptors, \(threads) threads, \(memory >> 10) KiB"
  }

  private static func entries(_ path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
