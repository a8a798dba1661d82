import CUV
import Glibc

// Long transfers. A stream whose last piece has filled a whole buffer most likely has more at hand.
// Then the fibre reads it by itself, straight into the array that it gets, and the loop says only
// when there is something: so no byte is copied twice. What is written goes piece by piece, too,
// and others have their turn after each: a reader on this loop then finds the bytes in the
// processor's cache still, and nobody waits for a long message to be through.

extension StreamHandle {
  /// How much is read or written in one piece.
  static let piece = 64 << 10
  /// How much is read without a wait until the others have their turn.
  ///
  /// More than is written, so that a reader catches up with a writer on the same loop.
  private static let readPatience = 4 * piece

  /// What is there now, in the middle of a long transfer; nil where the loop has to be waited for.
  final func readInBulk() throws -> [UInt8]? {
    guard isBulky, inbox.isEmpty, readStatus == 0, !isClosing else { return nil }
    guard reader?.isWaiting != true, receiver == nil else { throw StreamError.alreadyReading }
    let bytes = readPiece()
    guard !bytes.isEmpty else { return nil }
    isBulky = bytes.count >= Self.piece / 2
    wasRead += bytes.count
    if wasRead >= Self.readPatience {
      wasRead = 0
      Fiber.current?.giveWay()
    }
    return bytes
  }

  private final func readPiece() -> [UInt8] {
    var descriptor: uv_os_fd_t = -1
    guard uv_fileno(raw, &descriptor) == 0 else { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.piece) { memory, count in
      let result = Glibc.read(descriptor, memory.baseAddress, memory.count)
      // The end and failures are found again, and told, by the loop.
      if result == 0 || result == -1 && errno != EAGAIN { isBulky = false }
      count = max(result, 0)
    }
    // A short piece must not keep a long array's memory.
    return bytes.count < Self.piece / 2 ? bytes.withUnsafeBytes { [UInt8]($0) } : bytes
  }
}
