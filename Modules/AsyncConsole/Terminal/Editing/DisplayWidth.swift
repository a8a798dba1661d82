extension Character {
  /// How many columns a terminal gives it: 0, 1 or 2; more for what is shown in another form (see
  /// ``displayForm``).
  ///
  /// A sound approximation of what terminals do, which differ: by Unicode's East Asian width (UAX #11)
  /// and emoji presentation (UTS #51).
  var displayWidth: Int {
    if self == "\t" { return Self.tab.count }
    guard let first = unicodeScalars.first else { return 0 }
    if first.isControl { return 2 }
    if unicodeScalars.contains("\u{FE0F}") { return 2 }
    return unicodeScalars.map(\.displayWidth).max() ?? 0
  }

  /// What is written for it: control characters would move the cursor, so they are shown as `^X`.
  var displayForm: String {
    if self == "\t" { return Self.tab }
    guard let first = unicodeScalars.first, first.isControl else { return String(self) }
    return "^" + (first.value < 0x20 ? String(Unicode.Scalar(UInt8(first.value + 0x40))) : "?")
  }

  private static let tab = "    "
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { properties.generalCategory == .control }

  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if properties.isEmojiPresentation { return 2 }
    return Self.wide.contains { $0.contains(value) } ? 2 : 1
  }

  /// The blocks of wide characters (East Asian width W and F), coarsely.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x1F200...0x1F2FF,
    0x20000...0x3FFFD,
  ]
}
