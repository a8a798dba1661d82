/// What the scheduler can do next, in the order in which it became possible: a ring of words.
///
/// One word an item, told apart by its lowest bits: appending and taking are a few instructions each,
/// without a reference count. Fibres are not held (see ``UnownedFiber``), calls are, until they are
/// taken.
struct ReadyQueue: ~Copyable {
  private var words: UnsafeMutablePointer<UInt>
  /// One less than the number of words, which is a power of two.
  private var mask: Int
  private var head = 0
  private var tail = 0

  init() {
    words = .allocate(capacity: 256)
    mask = 255
  }

  deinit {
    words.deallocate()
  }

  @inline(__always)
  var isEmpty: Bool { head == tail }

  @inline(__always)
  mutating func append(_ fiber: Fiber) {
    append(word: UInt(bitPattern: UnownedFiber(fiber).word))
  }

  mutating func append(_ item: Ready) {
    append(word: item.word)
  }

  @inline(__always)
  mutating func next() -> Ready? {
    guard head != tail else { return nil }
    let word = words[head & mask]
    head &+= 1
    return Ready(word: word)
  }

  @inline(__always)
  private mutating func append(word: UInt) {
    if tail &- head > mask { grow() }
    words[tail & mask] = word
    tail &+= 1
  }

  @inline(never)
  private mutating func grow() {
    let count = tail - head
    let larger = UnsafeMutablePointer<UInt>.allocate(capacity: count * 2)
    for place in 0..<count { larger[place] = words[(head + place) & mask] }
    words.deallocate()
    words = larger
    mask = count * 2 - 1
    head = 0
    tail = count
  }
}

/// One thing that the scheduler can do.
enum Ready {
  case fiber(UnownedFiber)
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
    case .job(let job): unsafeBitCast(job, to: UInt.self) | Self.jobTag
    case .isolatedJob(let job): unsafeBitCast(job, to: UInt.self) | Self.isolatedJobTag
    case .call(let call):
      UInt(bitPattern: Unmanaged.passRetained(Call(call)).toOpaque()) | Self.callTag
    }
  }

  @inline(__always)
  fileprivate init?(word: UInt) {
    let address = word & ~Self.tagBits
    guard let pointer = UnsafeMutableRawPointer(bitPattern: address) else { return nil }
    switch word & Self.tagBits {
    case Self.jobTag: self = .job(unsafeBitCast(address, to: UnownedJob.self))
    case Self.isolatedJobTag: self = .isolatedJob(unsafeBitCast(address, to: UnownedJob.self))
    case Self.callTag: self = .call(Unmanaged<Call>.fromOpaque(pointer).takeRetainedValue().body)
    default: self = .fiber(UnownedFiber(word: pointer))
    }
  }
}

/// A closure in one word.
private final class Call {
  let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }
}
