/// Whom a ``TCPStream`` or a ``UnixStream`` tells what arrives: for those that hold thousands of quiet connections, none of
/// which needs a fibre before something has come.
///
/// It is called on the loop, outside of any fibre, so it must not wait.
public protocol StreamReceiver: AnyObject {
  /// Bytes have arrived, at least one.
  ///
  /// They are lent: the loop reads over them after the call.
  func receive(_ bytes: Span<UInt8>)

  /// Nothing follows.
  ///
  /// - Parameter error: What broke the connection; nil where the peer has ended its side.
  func receiveEnd(_ error: ReactorError?)
}
