import FoundationEssentials
import Testing

/// The files of this package, seen from its tests.
enum Checkout {
  /// The folder that holds Package.swift.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func text(of path: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
  }

  /// The Swift files below a folder, as paths from the root; at least one.
  static func swiftFiles(under folder: String) throws -> [String] {
    let files = try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
      .filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }.sorted()
    try #require(!files.isEmpty)
    return files
  }

  static func imports(of file: String) throws -> Set<String> {
    Set(importedModules(in: try text(of: file)))
  }
}
