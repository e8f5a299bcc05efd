import Testing

struct ImportTests {
  /// SwiftPM lets a file import whatever happens to be built already, declared or not.
  @Test("no source imports a room that its own may not know")
  func arrows() throws {
    for file in try Checkout.swiftFiles(under: "Sources") {
      let room = String(file.split(separator: "/")[1])
      let known = try #require(allowedArrows[room], "\(file) is in no room of the design")
      let forbidden = try Checkout.imports(of: file).intersection(allowedArrows.keys).subtracting(known)
      #expect(forbidden.isEmpty, "\(file) must not import \(forbidden.sorted())")
    }
  }

  /// The first symbol that needs it brings 44 MB of ICU into the program; FoundationEssentials has what is used here.
  @Test("nothing imports the full Foundation", arguments: ["Sources", "Tests"])
  func foundation(folder: String) throws {
    let full: Set = ["Foundation", "FoundationInternationalization", "FoundationNetworking", "FoundationXML"]
    for file in try Checkout.swiftFiles(under: folder) {
      let found = try Checkout.imports(of: file).intersection(full)
      #expect(found.isEmpty, "\(file) imports \(found.sorted())")
    }
  }

  @Test(
    "an import is found in every way to write it",
    arguments: [
      "import Store", "  import Store", "package import Store", "@testable import Store", "import struct Store.Row",
      "@_spi(Tests) @preconcurrency internal import Store // why",
    ])
  func found(statement: String) {
    #expect(importedModules(in: "// import Prokeep\n\(statement)\nlet import_ = 1\n") == ["Store"])
  }
}
