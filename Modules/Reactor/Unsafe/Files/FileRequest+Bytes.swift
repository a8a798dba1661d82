import CUV

extension FileRequest {
  /// Reads up to `count` bytes; fewer at the end of the file, none behind it.
  ///
  /// - Parameter offset: Where in the file; -1 reads on from where it stands.
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

  /// Writes all of `bytes`.
  ///
  /// - Parameter offset: Where in the file; -1 writes on from where it stands.
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
