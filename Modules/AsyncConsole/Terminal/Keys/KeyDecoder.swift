/// Makes keys of the bytes that a terminal sends, which may come in any pieces.
///
/// States: *ground*; after an escape; in a control sequence (ECMA-48, section 5.4: parameters up to
/// a final byte); after `ESC O`; in a bracketed paste (xterm's `200~` to `201~`).
///
/// No clock is asked, so an Escape by itself is a prefix of the next key, as in Emacs.
struct KeyDecoder {
  /// The longest paste that is taken, in bytes; what is beyond is dropped.
  static let mostPasted = 1 << 20

  private enum State {
    case ground
    case escape
    case sequence([UInt8])
    case shift3
    case paste
  }

  private var state = State.ground
  private var text = UTF8Decoder()
  private var run: [UInt8] = []
  private var pasted: [UInt8] = []
  private var keys: [Key] = []

  /// The keys that these bytes complete.
  mutating func decode(_ bytes: some Sequence<UInt8>) -> [Key] {
    for byte in bytes { take(byte) }
    flushRun()
    defer { keys = [] }
    return keys
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: takeInGround(byte)
    case .escape: takeAfterEscape(byte)
    case .sequence(let parameters): take(byte, in: parameters)
    case .shift3: finish(Self.key(final: byte, modified: false))
    case .paste: takePasted(byte)
    }
  }

  private mutating func takeInGround(_ byte: UInt8) {
    if byte >= 0x20, byte != 0x7F { return run.append(byte) }
    flushRun()
    let rest = text.finish()
    if !rest.isEmpty { keys.append(.text(rest)) }
    if byte == 0x1B { state = .escape } else { keys.append(Self.key(control: byte)) }
  }

  private mutating func flushRun() {
    guard !run.isEmpty else { return }
    let decoded = text.decode(run)
    run = []
    if !decoded.isEmpty { keys.append(.text(decoded)) }
  }

  private mutating func takeAfterEscape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "["): state = .sequence([])
    case UInt8(ascii: "O"): state = .shift3
    case 0x1B: state = .escape
    case 0x08, 0x7F: finish(.meta("\u{7F}"))
    case 0x20..<0x7F: finish(.meta(Character(Unicode.Scalar(byte)).lowercasedASCII))
    default: finish(.unknown)
    }
  }

  private mutating func take(_ byte: UInt8, in parameters: [UInt8]) {
    switch byte {
    case 0x20..<0x40 where parameters.count < 32: state = .sequence(parameters + [byte])
    case 0x40..<0x7F where parameters.elementsEqual("200".utf8) && byte == UInt8(ascii: "~"):
      state = .paste
    case 0x40..<0x7F: finish(Self.key(final: byte, String(decoding: parameters, as: UTF8.self)))
    case 0x1B: state = .escape
    default: finish(.unknown)
    }
  }

  private mutating func takePasted(_ byte: UInt8) {
    pasted.append(byte)
    if byte == UInt8(ascii: "~"), pasted.suffix(6).elementsEqual("\u{1B}[201~".utf8) {
      let text = String(decoding: pasted.dropLast(6).prefix(Self.mostPasted), as: UTF8.self)
      pasted = []
      return finish(.pasted(text))
    }
    // What may be the end's beginning stays.
    let excess = pasted.count - Self.mostPasted - 64
    if excess > 0 { pasted.removeSubrange(Self.mostPasted..<(Self.mostPasted + excess)) }
  }

  private mutating func finish(_ key: Key) {
    keys.append(key)
    state = .ground
  }
}

// MARK: - The tables

extension KeyDecoder {
  private static func key(control byte: UInt8) -> Key {
    switch byte {
    case 0x08, 0x7F: .backspace
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    default: .control(Character(Unicode.Scalar(byte + 0x40)).lowercasedASCII)
    }
  }

  /// A control sequence with a final letter; a parameter after `;` says that Ctrl or Alt was held.
  private static func key(final: UInt8, _ parameters: String) -> Key {
    let parts = parameters.split(separator: ";")
    let modified = parts.count > 1 && parts[1] != "1"
    guard final == UInt8(ascii: "~") else { return key(final: final, modified: modified) }
    return switch parts.first {
    case "1", "7": .home
    case "3": modified ? .meta("d") : .delete
    case "4", "8": .end
    default: .unknown
    }
  }

  private static func key(final: UInt8, modified: Bool) -> Key {
    switch Unicode.Scalar(final) {
    case "A": .up
    case "B": .down
    case "C": modified ? .wordRight : .right
    case "D": modified ? .wordLeft : .left
    case "H": .home
    case "F": .end
    default: .unknown
    }
  }
}

extension Character {
  /// A letter of ASCII in lower case; anything else as it is.
  fileprivate var lowercasedASCII: Character {
    guard let value = asciiValue, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(value) else {
      return self
    }
    return Character(Unicode.Scalar(value + 32))
  }
}
