import CUV

extension FileRequest {
  /// Reads up to `count` bytes at `offset`, or where the file stands (-1); fewer at its end, none
  /// behind it.
  static func read(
    _ count: Int,
    from descriptor: Int32,
    at offset: Int64,
    _ operation: @autoclosure () -> String
  ) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { memory, filled in
      var buffer = uv_buf_init(charPointer(memory.baseAddress), UInt32(clamping: count))
      filled = try run(operation()) { uv_fs_read($0, $1, descriptor, &buffer, 1, offset, $2) }
    }
  }

  /// Writes all of `bytes` at `offset`, or where the file stands (-1).
  static func write(
    _ bytes: ArraySlice<UInt8>,
    to descriptor: Int32,
    at offset: Int64,
    _ operation: @autoclosure () -> String
  ) throws {
    try bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let rest = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.advanced(by: written)
        var buffer = uv_buf_init(charPointer(rest), UInt32(clamping: bytes.count - written))
        let place = offset < 0 ? -1 : offset + Int64(written)
        written += try run(operation()) {
          uv_fs_write($0, $1, descriptor, &buffer, 1, place, $2)
        }
      }
    }
  }

  private static func charPointer(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<
    CChar
  >? {
    pointer?.assumingMemoryBound(to: CChar.self)
  }

  private static func charPointer(_ pointer: UnsafeMutablePointer<UInt8>?) -> UnsafeMutablePointer<
    CChar
  >? {
    charPointer(UnsafeMutableRawPointer(pointer))
  }
}
