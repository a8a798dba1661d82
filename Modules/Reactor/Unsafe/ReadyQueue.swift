/// What the scheduler can do next, in the order in which it became possible: a ring of words.
///
/// One word an item, told apart by its lowest bits: appending and taking are a few instructions each,
/// without a reference count. Fibres are not held (see ``UnownedFiber``); work and calls are,
/// until they are taken.
///
/// It is a pointer to its state, so that fibres can have a copy and need not go through the
/// scheduler; the scheduler is its owner, and frees it.
struct ReadyQueue {
  private struct State {
    var words: UnsafeMutablePointer<UInt>
    /// One less than the number of words, which is a power of two.
    var mask: Int
    var head = 0
    var tail = 0
  }

  private let state: UnsafeMutablePointer<State>

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: State(words: .allocate(capacity: 256), mask: 255))
  }

  func free() {
    state.pointee.words.deallocate()
    state.deallocate()
  }

  @inline(__always)
  var isEmpty: Bool { state.pointee.head == state.pointee.tail }

  /// The work that is there, in order.
  var work: [FiberWork] {
    (state.pointee.head..<state.pointee.tail).compactMap { place in
      Ready.work(in: state.pointee.words[place & state.pointee.mask])
    }
  }

  @inline(__always)
  func append(_ fiber: Fiber) {
    append(word: UInt(bitPattern: UnownedFiber(fiber).word))
  }

  @inline(__always)
  func append(_ work: FiberWork) {
    append(word: Ready.heldWord(work))
  }

  func append(_ item: Ready) {
    append(word: item.word)
  }

  @inline(__always)
  func next() -> Ready? {
    let head = state.pointee.head
    guard head != state.pointee.tail else { return nil }
    fetch(after: head)
    let word = state.pointee.words[head & state.pointee.mask]
    state.pointee.head = head &+ 1
    return Ready(word: word)
  }

  /// Has the processor fetch what the next fibres need, each thing when what points to it has come: of
  /// 100,000 that were woken at a time, none is in its caches any more when its turn comes.
  @inline(__always)
  private func fetch(after head: Int) {
    let count = state.pointee.tail &- head
    if count > 3 { fiber(at: head &+ 3)?.fetch() }
    if count > 2 { fiber(at: head &+ 2)?.with { $0.fetchStack() } }
    if count > 1 { fiber(at: head &+ 1)?.with { $0.fetchFrames() } }
  }

  @inline(__always)
  private func fiber(at place: Int) -> UnownedFiber? {
    Ready.fiber(in: state.pointee.words[place & state.pointee.mask])
  }

  @inline(__always)
  private func append(word: UInt) {
    let tail = state.pointee.tail
    if tail &- state.pointee.head > state.pointee.mask { return grow(by: word) }
    state.pointee.words[tail & state.pointee.mask] = word
    state.pointee.tail = tail &+ 1
  }

  @inline(never)
  private func grow(by word: UInt) {
    let old = state.pointee
    let count = old.tail - old.head
    let larger = UnsafeMutablePointer<UInt>.allocate(capacity: count * 2)
    for place in 0..<count { larger[place] = old.words[(old.head + place) & old.mask] }
    larger[count] = word
    old.words.deallocate()
    state.pointee = State(words: larger, mask: count * 2 - 1, head: 0, tail: count + 1)
  }
}

/// One thing that the scheduler can do.
enum Ready {
  case fiber(UnownedFiber)
  /// What has no fibre as yet, or was given one before its turn.
  case work(FiberWork)
  /// A job of a task that prefers the loop.
  case job(UnownedJob)
  /// A job of an actor that lives on the loop.
  case isolatedJob(UnownedJob)
  case call(() -> Void)
}

extension Ready {
  private static let jobTag: UInt = 1
  private static let isolatedJobTag: UInt = 2
  private static let callTag: UInt = 3
  private static let workTag: UInt = 4
  private static let tagBits: UInt = 7

  init(_ item: Mailbox.Item) {
    self =
      switch item {
      case .call(let call): .call(call)
      case .job(let job): .job(job)
      case .isolatedJob(let job): .isolatedJob(job)
      case .unpark(let parking): .call { parking.arrive() }
      }
  }

  /// All that is pointed to is aligned to 16 bytes, so the low bits are free.
  fileprivate var word: UInt {
    switch self {
    case .fiber(let fiber): UInt(bitPattern: fiber.word)
    case .work(let work): Self.heldWord(work)
    case .job(let job): unsafeBitCast(job, to: UInt.self) | Self.jobTag
    case .isolatedJob(let job): unsafeBitCast(job, to: UInt.self) | Self.isolatedJobTag
    case .call(let call):
      UInt(bitPattern: Unmanaged.passRetained(Call(call)).toOpaque()) | Self.callTag
    }
  }

  fileprivate static func heldWord(_ work: FiberWork) -> UInt {
    UInt(bitPattern: Unmanaged.passRetained(work).toOpaque()) | workTag
  }

  /// The work in a word that stays where it is.
  fileprivate static func work(in word: UInt) -> FiberWork? {
    guard word & tagBits == workTag else { return nil }
    return UnsafeMutableRawPointer(bitPattern: word & ~tagBits)
      .map { Unmanaged<FiberWork>.fromOpaque($0).takeUnretainedValue() }
  }

  @inline(__always)
  fileprivate static func fiber(in word: UInt) -> UnownedFiber? {
    guard word & tagBits == 0 else { return nil }
    return UnsafeMutableRawPointer(bitPattern: word).map(UnownedFiber.init(word:))
  }

  @inline(__always)
  fileprivate init?(word: UInt) {
    let address = word & ~Self.tagBits
    guard let pointer = UnsafeMutableRawPointer(bitPattern: address) else { return nil }
    switch word & Self.tagBits {
    case Self.jobTag: self = .job(unsafeBitCast(address, to: UnownedJob.self))
    case Self.isolatedJobTag: self = .isolatedJob(unsafeBitCast(address, to: UnownedJob.self))
    case Self.callTag: self = .call(Unmanaged<Call>.fromOpaque(pointer).takeRetainedValue().body)
    case Self.workTag: self = .work(Unmanaged<FiberWork>.fromOpaque(pointer).takeRetainedValue())
    default: self = .fiber(UnownedFiber(word: pointer))
    }
  }
}

/// A closure in one word.
private final class Call {
  let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }
}
