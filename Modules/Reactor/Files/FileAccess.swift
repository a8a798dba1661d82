/// What a ``File`` is opened for, and what becomes of what is there.
public enum FileAccess: Sendable, Hashable {
  /// To read a file that is there. C's `r`.
  case read
  /// To write a file anew: made if it is not there, emptied if it is. C's `w`.
  case write
  /// To write a file that must not be there yet. C's `wx`.
  case create
  /// To write behind what is there; made if it is not there. Each write goes to the end, whoever
  /// writes besides. C's `a`.
  case append
  /// To read and write; made if it is not there, and kept as it is if it is.
  case update
}
