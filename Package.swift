// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

// The modules depend downward only; `Tools/check` holds them to it.
//
//        Umbra              (re-exports all of them)
//   AsyncConsole
//     Sandbox    MiniHTTP
//    LuaBridge     GenLoop    ThreadAffinity
//    CLuaShims        \         /
//      CLua             Reactor
//          \          CFiber  CUV
//           `----------'

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(
    name: name,
    dependencies: dependencies,
    path: "Modules/\(name)",
    swiftSettings: strict
  )
}

func tests(of name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [])
  -> Target
{
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name)] + dependencies,
    path: "Tests/\(name)Tests",
    resources: resources,
    swiftSettings: strict
  )
}

func example(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name,
    dependencies: dependencies,
    path: "Examples/\(name)",
    swiftSettings: strict
  )
}

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser",
  package: "swift-argument-parser"
)

func syntax(_ product: String) -> Target.Dependency {
  .product(name: product, package: "swift-syntax", condition: .when(traits: ["Macros"]))
}

// Without the trait nothing is built for the compiler's own use; tests would be built twice.
let plugin: Target.Dependency = .target(
  name: "UmbraMacrosPlugin",
  condition: .when(traits: ["Macros"])
)

// The example programs; all of them are run by ExamplesTests.
let examples: [Target] = [
  example("FirstScriptExample", ["Umbra"]),
  example("PokemonExample", ["Umbra"]),
  example("EnvironmentExample", ["Umbra"]),
  example("GlobalsExample", ["Umbra"]),
  example("InstructionLimitExample", ["Umbra"]),
  example("MemoryLimitExample", ["Umbra"]),
  example("GeneratorExample", ["GenLoop"]),
  example("EventExample", ["Umbra"]),
  example("GatherExample", ["GenLoop"]),
  example("LockExample", ["GenLoop"]),
  example("QueueExample", ["GenLoop"]),
  example("GenSocketExample", ["GenLoop"]),
  example("EchoServerExample", ["GenLoop", "Reactor"]),
  example("ReactorExample", ["Reactor"]),
  example("HTTPServerExample", ["Umbra"]),
  example("HTTPExample", ["MiniHTTP", "GenLoop"]),
  example("ChatConsoleExample", ["Umbra"]),
  example("TCPConsoleExample", ["Umbra"]),
  example("DuktapeExample", ["ThreadAffinity", "CDuktape"]),
  example("SQLiteExample", ["ThreadAffinity", "GenLoop", "CSQLite"]),
]

let package = Package(
  name: "umbra",
  products: [
    .library(name: "Reactor", targets: ["Reactor"]),
    .library(name: "GenLoop", targets: ["GenLoop"]),
    .library(name: "ThreadAffinity", targets: ["ThreadAffinity"]),
    .library(name: "LuaBridge", targets: ["LuaBridge"]),
    .library(name: "Sandbox", targets: ["Sandbox"]),
    .library(name: "AsyncConsole", targets: ["AsyncConsole"]),
    .library(name: "MiniHTTP", targets: ["MiniHTTP"]),
    .library(name: "Umbra", targets: ["Umbra"]),
    .library(name: "UmbraMacros", targets: ["UmbraMacros"]),
    .executable(name: "umbra", targets: ["UmbraCommand"]),
  ],
  traits: [
    .trait(name: "Macros", description: "The macros of UmbraMacros; builds swift-syntax.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CLua",
      path: "Modules/CLua",
      providers: [.apt(["liblua5.4-dev"])]
    ),
    .systemLibrary(
      name: "CUV",
      path: "Modules/CUV",
      pkgConfig: "libuv",
      providers: [.apt(["libuv1-dev"])]
    ),
    .target(name: "CFiber", path: "Modules/CFiber"),
    .target(
      name: "CLuaShims",
      dependencies: ["CLua", "CFiber", "zLuaPlacement"],
      path: "Modules/CLuaShims"
    ),
    .target(name: "zLuaPlacement", path: "Modules/zLuaPlacement"),

    module("Reactor", ["CFiber", "CUV", logging, deque]),
    module("GenLoop", ["Reactor", "CFiber", logging, deque, heap]),
    module("ThreadAffinity", ["Reactor", "CFiber", logging, deque]),
    module("LuaBridge", ["Reactor", "CLua", "CLuaShims"]),
    module("Sandbox", ["LuaBridge", "Reactor", logging]),
    module("AsyncConsole", ["Sandbox", "LuaBridge", "Reactor"]),
    module("MiniHTTP", ["GenLoop", "Reactor", httpTypes, logging, deque]),
    module(
      "Umbra",
      [
        "Reactor", "GenLoop", "ThreadAffinity", "LuaBridge", "Sandbox", "AsyncConsole",
        "MiniHTTP",
      ]
    ),

    .macro(
      name: "UmbraMacrosPlugin",
      dependencies: [
        syntax("SwiftCompilerPlugin"), syntax("SwiftDiagnostics"), syntax("SwiftParser"),
        syntax("SwiftSyntax"),
        syntax("SwiftSyntaxBuilder"), syntax("SwiftSyntaxMacros"),
      ],
      path: "Modules/UmbraMacrosPlugin",
      swiftSettings: strict
    ),
    module(
      "UmbraMacros",
      [
        "LuaBridge", "ThreadAffinity", plugin,
      ]
    ),

    .executableTarget(
      name: "UmbraCommand",
      dependencies: ["Umbra", arguments],
      path: "Tools/umbra",
      swiftSettings: strict
    ),

    .systemLibrary(
      name: "CDuktape",
      path: "Examples/CDuktape",
      pkgConfig: "duktape",
      providers: [.apt(["duktape-dev"])]
    ),
    .systemLibrary(
      name: "CSQLite",
      path: "Examples/CSQLite",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]
    ),

    .target(
      name: "TestSupport",
      dependencies: ["Reactor", .product(name: "Logging", package: "swift-log")],
      path: "Tests/TestSupport",
      swiftSettings: strict
    ),
    tests(of: "CFiber"),
    tests(of: "CLuaShims", ["CLua", "CFiber", "TestSupport"]),
    tests(of: "Reactor", ["CFiber", "CUV", "TestSupport"]),
    tests(of: "GenLoop", ["TestSupport"]),
    tests(of: "ThreadAffinity", ["TestSupport"]),
    tests(of: "LuaBridge"),
    tests(of: "Sandbox", ["TestSupport"], resources: [.copy("Attacks")]),
    tests(of: "AsyncConsole", ["TestSupport"]),
    tests(of: "MiniHTTP", ["TestSupport"]),
    tests(of: "UmbraCommand", ["AsyncConsole", "Reactor", "TestSupport"]),
    tests(of: "Umbra", ["TestSupport"]),
    tests(
      of: "UmbraMacros",
      [
        "Sandbox", plugin, syntax("SwiftSyntaxMacros"),
        syntax("SwiftSyntaxMacrosGenericTestSupport"),
      ]
    ),
    .testTarget(
      name: "ExamplesTests",
      dependencies: examples.map { .target(name: $0.name) } + ["TestSupport"],
      path: "Tests/ExamplesTests",
      swiftSettings: strict
    ),
  ] + examples
)
