public import HTTPTypes
public import Reactor

/// What is wrong with a message, a connection, or with how this module is used.
///
/// Each rule that a message can break has its own case; ``blame`` says who broke it and ``status``
/// what a server answers.
///
/// ```swift
/// router.get("/users/{id}") { request in
///   guard let user = users[request.parameters["id"] ?? ""] else {
///     throw HTTPError.refused(.notFound, "no such user")
///   }
///   return try Response(json: user)
/// }
/// ```
///
/// It is one word, whatever it holds: the functions that may throw it do so in each step of each message.
public indirect enum HTTPError: Error, Hashable, Sendable {
  // MARK: Start lines

  /// Not `method SP target SP version`, with single spaces (RFC 9112, 3).
  case invalidRequestLine
  /// The method is not a token (RFC 9110, 9.1).
  case invalidMethod
  /// The request line is longer than ``HTTPLimits/startLine`` (RFC 9112, 3).
  case requestLineTooLong(limit: Int)
  /// The target has a byte that no URI has, or a form that its method does not go with
  /// (RFC 9112, 3.2).
  case invalidTarget
  /// Not `HTTP/digit.digit` (RFC 9112, 2.3).
  case invalidVersion
  /// A version that is not 1.0 or 1.1 (RFC 9110, 15.6.6).
  case unsupportedVersion
  /// The connection began with the preface of HTTP/2 (RFC 9113, 3.4), which is not spoken here.
  case http2Preface
  /// Not `version SP code SP reason` (RFC 9112, 4).
  case invalidStatusLine
  /// The status line is longer than ``HTTPLimits/startLine``.
  case statusLineTooLong(limit: Int)

  // MARK: Lines and fields

  /// A line that ends in LF without CR. RFC 9112, 2.2 allows to accept it; whoever does reads other
  /// messages than its neighbours.
  case bareLineFeed
  /// A CR that no LF follows (RFC 9112, 2.2).
  case bareCarriageReturn
  /// NUL or another control character (RFC 9110, 5.5).
  case controlCharacter
  /// White space between the start line and the first field (RFC 9112, 2.2).
  case leadingWhitespace
  /// A field value that goes on in the next line (RFC 9112, 5.2).
  case obsoleteFold
  /// White space between a field's name and its colon (RFC 9112, 5.1).
  case spaceBeforeColon
  /// A field line without a colon, or with a name that is not a token (RFC 9110, 5.1).
  case invalidFieldName
  /// More bytes of fields than ``HTTPLimits/fieldBytes`` (RFC 6585, 5).
  case fieldSectionTooLarge(limit: Int)
  /// More field lines than ``HTTPLimits/fieldCount`` (RFC 6585, 5).
  case tooManyFields(limit: Int)
  /// An HTTP/1.1 request without a Host (RFC 9112, 3.2).
  case missingHost
  /// More than one Host (RFC 9112, 3.2).
  case duplicateHost
  /// A Host that is not `host [":" port]` (RFC 9110, 7.2).
  case invalidHost
  /// An absolute target that names another host than Host does (RFC 9112, 3.2): whoever forwards by the
  /// one and checks the other can be misled.
  case hostMismatch
  /// An expectation that is not `100-continue` (RFC 9110, 10.1.1).
  case unsupportedExpectation

  // MARK: Framing

  /// A Content-Length that is not digits alone (RFC 9110, 8.6).
  case invalidContentLength
  /// A Content-Length that no integer holds (RFC 9110, 8.6).
  case contentLengthOverflow
  /// Two Content-Lengths that differ (RFC 9112, 6.3, rule 5).
  case conflictingContentLengths
  /// Content-Length and Transfer-Encoding together: the sign of a smuggled request (RFC 9112, 6.1).
  case contentLengthWithTransferEncoding
  /// A transfer coding that is not `chunked` (RFC 9112, 6.1).
  case unsupportedTransferCoding
  /// `chunked` twice, or not as the last coding (RFC 9112, 6.1).
  case invalidTransferEncoding
  /// Transfer-Encoding in an HTTP/1.0 message (RFC 9112, 6.1).
  case transferEncodingInHTTP10
  /// A chunk size that is not hexadecimal digits alone (RFC 9112, 7.1).
  case invalidChunkSize
  /// A chunk size that no integer holds (RFC 9112, 7.1).
  case chunkSizeOverflow
  /// More bytes of chunk extensions than ``HTTPLimits/chunkExtensions`` (RFC 9112, 7.1.1).
  case chunkExtensionsTooLarge(limit: Int)
  /// No CRLF after a chunk's data (RFC 9112, 7.1).
  case invalidChunkEnd
  /// A trailer field that would change framing, routing or the message's meaning (RFC 9110, 6.5.1).
  case forbiddenTrailer
  /// A body larger than ``HTTPLimits/body``, or than the limit given (RFC 9110, 15.5.14).
  case bodyTooLarge(limit: Int)

  // MARK: Connections

  /// The connection ended in the middle of a message (RFC 9112, 8).
  case incompleteMessage
  /// The server sent something that nobody had asked for (RFC 9112, 9.2).
  case unexpectedData
  /// `101` or `CONNECT` changed the protocol without our asking (RFC 9110, 7.8).
  case unexpectedUpgrade
  /// The peer took longer for this part than the limit lets it (RFC 9110, 15.5.9).
  ///
  /// For ``Deadline/response`` the limit is ``ClientRequest/timeout``; for the others ``HTTPLimits`` has it.
  case timeout(Deadline, limit: Duration, peer: Peer)
  /// The peer closed a connection that was to be used.
  case connectionClosed
  /// There is no connection to this server to be had, for this reason of the system.
  case unreachable(HTTPOrigin, SystemErrorCode)
  /// The connection to a server broke, for this reason of the system.
  case connectionBroken(HTTPOrigin, SystemErrorCode)
  /// The server sent the client on more often than ``ClientRequest/maxRedirects`` (RFC 9110, 15.4).
  case tooManyRedirects(limit: Int)
  /// The server sent the client to what is no URL (RFC 9110, 10.2.2).
  case invalidLocation(String)

  // MARK: Content

  /// A request's body that is not what the handler reads it as.
  case invalidContent(String)
  /// A response's body that is not what the program reads it as.
  case invalidAnswer(String)
  /// A response's body that is larger than ``HTTPLimits/body`` of its client, or than the limit given.
  case answerTooLarge(limit: Int)
  /// A path parameter or query item that is missing or has no such value.
  case invalidParameter(String)
  /// A handler refuses the request with this status and these words to the client.
  case refused(HTTPResponse.Status, String)

  // MARK: Misuse by the caller

  /// A field name or value that would change the message: CR, LF, NUL (RFC 9110, 5.5).
  case unsendableField(String)
  /// A target with bytes that a target cannot have (RFC 9112, 3.2).
  case unsendableTarget(String)
  /// A status that is no final one: 200 to 599 (RFC 9110, 15).
  case unsendableStatus(Int)
  /// A field that this module writes by itself, from the message's body and the connection's state.
  case reservedField(String)
  /// A body where the status or the method leaves no room for one (RFC 9110, 6.4.1).
  case bodyNotAllowed
  /// A body of another length than was declared (RFC 9110, 8.6).
  case bodyLengthMismatch(declared: Int)
  /// The body was taken in parts already, so it cannot be read as a whole.
  case bodyAlreadyTaken
  /// Not the time for this event: the rules in `ConnectionState` say what follows what.
  case outOfOrder(String)
  /// Not `http://host[:port]/path`; the reason says what is wrong with it.
  ///
  /// User information, which may be a password, is not in the text.
  case invalidURL(String, reason: String)
  /// A URL of a scheme that is not spoken here.
  case unsupportedScheme(String)
  /// A client that was closed.
  case clientClosed
  /// A pattern that the router does not understand, or has already.
  case invalidRoute(pattern: String, reason: String)
  /// The server runs already, or is not running.
  case serverState(ServerState)

  /// What a server was in when it should not have been.
  public enum ServerState: String, Hashable, Sendable {
    /// It runs already.
    case running
    /// It has been stopped, for good.
    case stopped
  }

  /// Who is at the other end.
  public enum Peer: Hashable, Sendable {
    /// A server's client, at this address.
    case client(SocketAddress)
    /// A client's server.
    case server(HTTPOrigin)
  }

  /// What a peer is waited for.
  public enum Deadline: String, Hashable, Sendable {
    /// The head of a request.
    case head
    /// The next part of a body.
    case body
    /// The next request on an idle connection.
    case idle
    /// Room to send.
    case write
    /// A whole response, from the first step to its connection.
    case response
  }
}
