import Foundation
import Glibc

/// How many bytes the program has of malloc's and has not given back.
///
/// What is free in malloc's hands is not among them, nor is what others map: so this grows by a leak
/// alone, and not by holes in the heap as resident memory does.
func heapInUse() -> Int {
  // The sums over all arenas stand last.
  let sums = mallocReport().split(separator: "\n").suffix(9)
  let size = { (kind: String) in
    sums.first { $0.contains("type=\"\(kind)\"") }?.split(separator: "size=\"").last
      .flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
  }
  return size("current") - size("fast") - size("rest") + size("mmap")
}

/// What malloc_info(3) writes: looked up by name, since Swift's Glibc leaves malloc.h out.
private func mallocReport() -> String {
  typealias MallocInfo = @convention(c) (Int32, UnsafeMutablePointer<FILE>) -> Int32
  guard let symbol = dlsym(nil, "malloc_info"), let file = tmpfile() else { return "" }
  defer { fclose(file) }
  _ = unsafeBitCast(symbol, to: MallocInfo.self)(0, file)
  var bytes = [UInt8](repeating: 0, count: ftell(file))
  rewind(file)
  let count = fread(&bytes, 1, bytes.count, file)
  return String(decoding: bytes.prefix(count), as: UTF8.self)
}
