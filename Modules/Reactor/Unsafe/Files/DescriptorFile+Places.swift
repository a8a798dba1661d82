import CUV

extension DescriptorFile {
  func read(_ count: Int, at offset: Int64) throws -> [UInt8] {
    try using { descriptor in
      guard count >= 0, offset >= 0 else {
        throw ReactorError.system(operation: "read from \(description)", code: .invalidArgument)
      }
      return try FileRequest.read(count, from: descriptor, at: offset, "read from \(description)")
    }
  }

  func write(_ bytes: [UInt8], at offset: Int64) throws {
    try using { descriptor in
      guard offset >= 0 else {
        throw ReactorError.system(operation: "write to \(description)", code: .invalidArgument)
      }
      try FileRequest.write(bytes[...], to: descriptor, at: offset, "write to \(description)")
    }
  }

  func info() throws -> FileInfo {
    try using { descriptor in
      try FileRequest.run(
        "look at \(description)",
        { uv_fs_fstat($0, $1, descriptor, $2) },
        result: { FileInfo($0.pointee.statbuf) }
      )
    }
  }

  func truncate(to size: Int64) throws {
    try using { descriptor in
      try FileRequest.run("truncate \(description)") {
        uv_fs_ftruncate($0, $1, descriptor, size, $2)
      }
    }
  }

  func synchronize(contentsOnly: Bool) throws {
    try using { descriptor in
      try FileRequest.run("synchronize \(description)") {
        contentsOnly
          ? uv_fs_fdatasync($0, $1, descriptor, $2) : uv_fs_fsync($0, $1, descriptor, $2)
      }
    }
  }
}
