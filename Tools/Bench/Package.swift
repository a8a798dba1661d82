// swift-tools-version: 6.2
import PackageDescription

// The benchmarks: a package of its own, so that nobody who uses Umbra builds them.
let package = Package(
  name: "umbra-bench",
  dependencies: [.package(name: "umbra", path: "../..")],
  targets: [
    .executableTarget(
      name: "umbra-bench",
      dependencies: [.product(name: "Umbra", package: "umbra")],
      resources: [.copy("Resources/work.lua")],
      swiftSettings: [.swiftLanguageMode(.v6)]
    )
  ]
)
