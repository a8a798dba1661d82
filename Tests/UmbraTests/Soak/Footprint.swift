import Foundation
import Glibc
import LuaBridge

/// What the process has open and uses, as Linux tells (proc(5)).
struct Footprint: CustomStringConvertible {
  let descriptors: Int
  /// Of reactors and heap threads, by name; pools of others keep theirs as they like.
  let threads: [String]
  /// How many ranges of addresses are mapped.
  let maps: Int
  /// In bytes: what was allocated and not freed.
  let heap: Int
  /// In bytes: what of the process is in memory.
  let resident: Int

  /// Now; but threads that are about to end may take a moment.
  static func settled(as before: Footprint?) async -> Footprint {
    // Swift's clock opens a descriptor when it is first used: it is to be there from the beginning.
    try? await Task.sleep(for: .milliseconds(10))
    for _ in 0..<500 {
      let now = Footprint()
      let mayEnd = now.threads.count > before?.threads.count ?? 0
      if !mayEnd, now.descriptors <= before?.descriptors ?? .max { return now }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return Footprint()
  }

  /// Now.
  init() {
    LuaVM.giveMemoryBack()
    descriptors = Self.entries("/proc/self/fd").count
    threads = Self.entries("/proc/self/task").map { Self.text("/proc/self/task/\($0)/comm") }
      .filter { name in ["soak", "umbra-", "heap"].contains { name.hasPrefix($0) } }
    maps = Self.text("/proc/self/maps").split(separator: "\n").count
    heap = heapInUse()
    let pages = Self.text("/proc/self/statm").split(separator: " ").dropFirst().first
    resident = (pages.flatMap { Int($0) } ?? 0) * Int(getpagesize())
  }

  var description: String {
    "\(descriptors) descriptors, \(threads.count) threads, \(maps) maps, "
      + "\(heap >> 10) KiB of the heap, \(resident >> 10) KiB resident"
  }

  private static func entries(_ path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  private static func text(_ path: String) -> String {
    let text = try? String(contentsOfFile: path, encoding: .utf8)
    return text?.trimmingCharacters(in: .newlines) ?? ""
  }
}
