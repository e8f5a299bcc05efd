// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nio = ["NIOCore", "NIOPosix", "NIOHTTP1"].map { Target.Dependency.product(name: $0, package: "swift-nio") }

let package = Package(
  name: "locker-agent",
  products: [.executable(name: "locker-agent", targets: ["locker-agent"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(
      name: "libgpiod", path: "Sources/CGPIO/libgpiod", pkgConfig: "libgpiod", providers: [.apt(["libgpiod-dev"])]),
    .target(name: "CGPIO", dependencies: ["libgpiod"], exclude: ["libgpiod"]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CLinux"),
    .target(name: "LockerDomain"),
    .target(name: "BoardProtocols"),
    .target(name: "Captures", dependencies: ["BoardProtocols"]),
    .target(name: "Linux", dependencies: ["LockerDomain", "CLinux"]),
    .target(name: "GPIOInput", dependencies: ["LockerDomain", "CGPIO", "Linux"]),
    .target(name: "SerialLine", dependencies: ["LockerDomain", "BoardProtocols", "Linux", "CLinux"]),
    .target(name: "SerialBus", dependencies: ["LockerDomain", "BoardProtocols", "SerialLine", "Linux"]),
    .target(name: "ScannerInput", dependencies: ["LockerDomain", "BoardProtocols", "SerialLine", "Linux"]),
    .target(name: "Store", dependencies: ["LockerDomain", "CSQLite", "CCrypto"]),
    .target(name: "Prokeep", dependencies: ["LockerDomain", "CCurl", "Linux"]),
    .target(name: "Configuration", dependencies: ["LockerDomain", "BoardProtocols", "CYAML"]),
    .target(name: "LocalAPI", dependencies: nio),
    .target(name: "LocalAPIServer", dependencies: ["LocalAPI", "CLinux", logging, lifecycle] + nio),
    .target(name: "Simulation", dependencies: ["BoardProtocols", "Linux", "CLinux"] + nio),
    .target(
      name: "Agent",
      dependencies: [
        "LockerDomain", "BoardProtocols", "GPIOInput", "SerialBus", "SerialLine", "ScannerInput", "Store", "Prokeep",
        "Configuration", "LocalAPI", "LocalAPIServer", "Captures", "Linux", "CLinux", logging, lifecycle, unixSignals,
      ]),
    .executableTarget(
      name: "locker-agent",
      dependencies: [
        "Agent", "Configuration", "LocalAPI", "BoardProtocols", "GPIOInput", "SerialBus", "SerialLine", "ScannerInput",
        "LockerDomain", "Linux", "Simulation", "Captures", argumentParser, logging, unixSignals,
      ]),
    .target(name: "TestSupport", dependencies: ["Linux"], path: "Tests/TestSupport"),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Agent", "BoardProtocols", "Configuration", "LocalAPI", "LockerDomain", "Linux", "Simulation", "Store", logging,
      ],
      path: "Benchmarks"),
    .testTarget(name: "LockerDomainTests", dependencies: ["LockerDomain", "TestSupport"]),
    .testTarget(name: "BoardProtocolsTests", dependencies: ["BoardProtocols", "TestSupport"]),
    .testTarget(name: "CapturesTests", dependencies: ["Captures", "BoardProtocols", "TestSupport"]),
    .testTarget(name: "LinuxTests", dependencies: ["Linux", "LockerDomain"]),
    .testTarget(name: "GPIOInputTests", dependencies: ["GPIOInput", "Linux", "LockerDomain", "TestSupport"]),
    .testTarget(name: "SerialLineTests", dependencies: ["SerialLine", "Simulation", "BoardProtocols"]),
    .testTarget(
      name: "SerialBusTests",
      dependencies: [
        "SerialBus", "SerialLine", "Linux", "Simulation", "BoardProtocols", "LockerDomain", "TestSupport",
      ]),
    .testTarget(
      name: "ScannerInputTests",
      dependencies: [
        "ScannerInput", "SerialLine", "Linux", "Simulation", "BoardProtocols", "LockerDomain", "TestSupport",
      ]),
    .testTarget(name: "SimulationTests", dependencies: ["Simulation", "BoardProtocols"]),
    .testTarget(name: "StoreTests", dependencies: ["Store", "Linux", "LockerDomain", "TestSupport"]),
    .testTarget(
      name: "ProkeepTests", dependencies: ["Prokeep", "Linux", "Simulation", "LockerDomain", "TestSupport"]),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: ["Configuration", "BoardProtocols", "Linux", "LockerDomain", "TestSupport"]),
    .testTarget(name: "LocalAPITests", dependencies: ["LocalAPI", "Linux"]),
    .testTarget(
      name: "LocalAPIServerTests",
      dependencies: ["LocalAPI", "LocalAPIServer", "Linux", logging, lifecycle, nioEmbedded] + nio),
    .testTarget(
      name: "AgentTests",
      dependencies: [
        "Agent", "Captures", "Configuration", "BoardProtocols", "GPIOInput", "Linux", "LocalAPI", "LockerDomain",
        "Prokeep",
        "SerialBus", "Simulation", "Store", "TestSupport", logging,
      ]),
    .testTarget(name: "PackageTests", dependencies: ["TestSupport"]),
    .testTarget(
      name: "SystemTests",
      dependencies: [
        "locker-agent", "Simulation", "LocalAPI", "BoardProtocols", "Captures", "Store", "Linux", "LockerDomain",
        "TestSupport",
      ],
      exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system { target.swiftSettings = settings }
