import Testing

struct ArrowTests {
  @Test("the package has the rooms of the design, and no other arrows between them", .timeLimit(.minutes(5)))
  func declaredArrows() async throws {
    let targets = try await PackageDescription.ofThisPackage().targets
    let rooms = targets.filter { $0.type != "test" && !["Benchmarks", "TestSupport"].contains($0.name) }
    #expect(Set(rooms.map(\.name)) == Set(allowedArrows.keys))
    for room in rooms {
      let forbidden = Set(room.neighbours).subtracting(allowedArrows[room.name, default: []])
      #expect(forbidden.isEmpty, "\(room.name) must not depend on \(forbidden.sorted())")
    }
  }

  @Test("adapters and the domain don't know each other")
  func adaptersAreApart() {
    let adapters: Set = ["GPIOInput", "SerialBus", "ScannerInput", "Store", "Prokeep", "LocalAPIServer"]
    for (room, known) in allowedArrows where room != "Agent" && room != "locker-agent" {
      #expect(known.isDisjoint(with: adapters), "\(room) knows an adapter")
    }
    #expect(allowedArrows["LockerDomain"] == [])
    #expect(allowedArrows["BoardProtocols"] == [])
  }

  @Test("a C library is one room's business", arguments: ["CGPIO", "CCurl", "CSQLite", "CYAML", "CCrypto", "libgpiod"])
  func oneOwner(library: String) {
    #expect(allowedArrows.filter { $0.value.contains(library) }.count == 1)
  }
}
