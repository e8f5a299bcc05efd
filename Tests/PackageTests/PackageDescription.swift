import FoundationEssentials

/// What `swift package dump-package` prints, as far as the arrows need it.
struct PackageDescription: Decodable {
  struct Target: Decodable {
    var name: String
    var type: String
    var dependencies: [Dependency]

    /// The targets of this package among the dependencies.
    var neighbours: [String] {
      dependencies.compactMap { if case .target(let name) = $0 { name } else { nil } }
    }
  }

  /// Printed as `{"byName": ["Store", null]}`, `{"product": ["NIOCore", "swift-nio", null, null]}` or `{"target": …}`.
  enum Dependency: Decodable {
    case target(String)
    case product(String)

    private enum CodingKeys: String, CodingKey { case byName, target, product }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      func name(_ key: CodingKeys) throws -> String {
        var values = try container.nestedUnkeyedContainer(forKey: key)
        return try values.decode(String.self)
      }
      if container.contains(.product) {
        self = .product(try name(.product))
      } else {
        self = .target(try name(container.contains(.target) ? .target : .byName))
      }
    }
  }

  var targets: [Target]

  /// Asked in a scratch folder of its own: in the usual one SwiftPM would wait for the `swift test` that runs this.
  static func ofThisPackage() async throws -> PackageDescription {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "locker-agent-\(UUID())").path
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let dump = Subprocess(
      arguments: ["swift", "package", "--package-path", Checkout.root, "--scratch-path", scratch, "dump-package"],
      output: "\(scratch)/description.json")
    let status = try await dump.run()
    guard status == 0 else { throw NotDescribed(status: status) }
    let json = try Data(contentsOf: URL(filePath: dump.output))
    return try JSONDecoder().decode(PackageDescription.self, from: json)
  }

  /// `swift package dump-package` failed; its reason is on standard error.
  struct NotDescribed: Error {
    var status: Int32
  }
}
