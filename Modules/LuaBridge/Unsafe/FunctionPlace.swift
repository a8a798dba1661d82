import CLuaShims
import Glibc

/// Where a host function is to stand among the globals, in C's terms.
struct FunctionPlace {
  let path: [String]
  let entry: HostEntry

  func withRaw<T, E>(_ body: (UnsafeMutableRawPointer) throws(E) -> T) throws(E) -> T {
    let names: [UnsafeMutablePointer<CChar>?] = path.map { strdup($0) }
    defer { for name in names { free(name) } }
    let list = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: names.count)
    defer { list.deallocate() }
    for index in names.indices { list[index] = UnsafePointer(names[index]) }
    let place = UnsafeMutablePointer<umbra_place>.allocate(capacity: 1)
    defer { place.deallocate() }
    place.initialize(
      to: umbra_place(names: list, count: Int32(names.count), function: UnsafePointer(entry.raw))
    )
    return try body(UnsafeMutableRawPointer(place))
  }
}
