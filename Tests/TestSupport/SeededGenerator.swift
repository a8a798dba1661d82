import Foundation

/// Numbers by chance that a seed repeats: SplitMix64 (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators").
package struct SeededGenerator: RandomNumberGenerator {
  /// What to set so that the same numbers come again from ``forTest(_:)``.
  package let origin: String
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
    origin = "UMBRA_SEED=\(seed)"
  }

  /// A generator with the seed in `UMBRA_SEED`, or else with a new one, which it prints.
  package static func forTest(_ name: String = #function) -> SeededGenerator {
    let given = ProcessInfo.processInfo.environment["UMBRA_SEED"].flatMap { UInt64($0) }
    let generator = SeededGenerator(seed: given ?? UInt64.random(in: 0...UInt64.max))
    print("\(name): \(generator.origin)")
    return generator
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
