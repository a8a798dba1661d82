import CUV
import Glibc

/// A file descriptor and its one owner, until somebody else takes it over.
struct Descriptor: ~Copyable {
  let number: Int32

  /// Takes over a descriptor that the system has just given.
  init(owning number: Int32) {
    self.number = number
  }

  deinit {
    Glibc.close(number)
  }

  /// Gives it to a new owner, which closes it.
  consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }
}

/// The code of the C library's last failure on this thread.
func errnoCode() -> SystemErrorCode {
  SystemErrorCode(rawValue: uv_translate_sys_error(errno))
}

/// Turns a failure of the C library (-1 and `errno`) into an error that names the operation.
@discardableResult
func checkErrno(_ result: Int32, _ operation: @autoclosure () -> String) throws(ReactorError)
  -> Int32
{
  guard result == -1 else { return result }
  let code = errnoCode()
  throw .system(operation: operation(), code: code)
}
