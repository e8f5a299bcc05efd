// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

let package = Package(
  name: "locker-agent",
  targets: [
    .systemLibrary(
      name: "libgpiod", path: "Sources/CGPIO/libgpiod", pkgConfig: "libgpiod", providers: [.apt(["libgpiod-dev"])]),
    .target(name: "CGPIO", dependencies: ["libgpiod"], exclude: ["libgpiod"]),
    .target(name: "CLinux"),
    .target(name: "LockerDomain"),
    .target(name: "BoardProtocols"),
    .target(name: "Linux", dependencies: ["LockerDomain", "CLinux"]),
    .target(name: "GPIOInput", dependencies: ["LockerDomain", "CGPIO", "Linux"]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "LockerDomainTests", dependencies: ["LockerDomain", "TestSupport"]),
    .testTarget(name: "BoardProtocolsTests", dependencies: ["BoardProtocols", "TestSupport"]),
    .testTarget(name: "LinuxTests", dependencies: ["Linux", "LockerDomain"]),
    .testTarget(name: "GPIOInputTests", dependencies: ["GPIOInput", "Linux", "LockerDomain", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system { target.swiftSettings = settings }
