import CUV
import Glibc

// Long transfers. A stream whose last piece has filled the loop's buffer most likely has more at hand.
// Then the fibre reads by itself, straight into the array that it gets, which is as long as what is
// there; the loop says only when there is something. So no byte is copied twice, and a stream that is
// fast takes few calls of the system.

/// Who reads from a stream.
enum LongTransfer {
  /// The loop.
  case none
  /// The fibre, which has taken all that there was, or not looked yet.
  case underway
  /// The fibre, whom the loop has told that there is something.
  case announced
}

extension StreamHandle {
  /// How much the loop reads, and how much of a long message is written, in one piece.
  static let piece = 64 << 10
  /// How much is read or written without a wait until the others have their turn.
  ///
  /// Enough to make the turn cheap in comparison. Not more: a reader on this loop then finds what was
  /// written in the processor's cache still.
  static let patience = 4 * piece

  /// What is there now, in the middle of a long transfer; nil where the loop has to be waited for.
  final func readInBulk() throws -> [UInt8]? {
    guard transfer != .none, inbox.isEmpty, readStatus == 0, !isClosing else { return nil }
    guard reader?.isWaiting != true, receiver == nil else { throw StreamError.alreadyReading }
    let bytes = readArrived()
    guard !bytes.isEmpty else {
      // Nothing, but announced: the end or a failure, which the loop finds and tells.
      transfer = transfer == .announced ? .none : .underway
      return nil
    }
    transfer = bytes.count >= Self.piece / 2 ? .underway : .none
    wasRead += bytes.count
    if wasRead > Self.patience {
      wasRead = 0
      Fiber.current?.giveWay()
    }
    return bytes
  }

  private final func readArrived() -> [UInt8] {
    var descriptor: uv_os_fd_t = -1
    var arrived: Int32 = 0
    guard uv_fileno(raw, &descriptor) == 0, ioctl(descriptor, UInt(FIONREAD), &arrived) == 0,
      arrived > 0
    else { return [] }
    let room = min(Int(arrived), Self.patience)
    return [UInt8](unsafeUninitializedCapacity: room) { memory, count in
      count = max(Glibc.read(descriptor, memory.baseAddress, room), 0)
    }
  }
}
