import BoardProtocols
import Configuration
import Linux
import LocalAPI
import LockerDomain
import Logging
import Store
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// An unlock between the person who asks and the wire: a real store, and a wire that does what the test says.
@Suite(.timeLimit(.minutes(1))) struct DoorOpenerTests {
  private let folder: TemporaryFolder
  private let clock = TestClock()
  private let sent = Counter()
  private static let lock = valid { () throws(InvalidValue) in try CompartmentName("A1") }

  init() throws { folder = try TemporaryFolder(prefix: "locker-agent-test") }

  private var path: String { folder.file("agent.sqlite") }

  private func keeper(_ path: String? = nil) async throws -> Keeper {
    let store = try await Released.wait {
      try Store(path: path ?? self.path, machineID: "machine", reserveBytes: 64 << 10)
    }
    var rules = BankRules(
      storeID: store.id, template: .builtIn(.parcelpending), facts: [.distributor: "Gotham", .location: "Wayne Ave"])
    rules.hold = .zero
    let keeper = try Keeper(
      store: store, rules: rules, compartments: try configuration().compartments.map(\.name), board: clock.board,
      logger: .silent)
    try await keeper.start(outboxChanged: {})
    return keeper
  }

  /// A1 has a lock, A2 hangs on a board without relays, A3 on a GPIO line.
  private func configuration() throws -> Configuration {
    let text = """
      bank: {id: test, distributor: Gotham, location: Wayne Ave}
      prokeep: {url: "https://gotham.prokeep.com/rest/v1", from: "+12015550123", credentials_file: /c}
      gpio: [{chip: gpio-sim.0-node0, closed: low, bias: pull-up, debounce_ms: 50}]
      serial:
        - {name: bus-a, port: /dev/a, protocol: winnsen, boards: [{address: 1, locks: 16, closed: 0}]}
        - name: bus-b
          port: /dev/b
          protocol: modbus-rtu
          boards: [{address: 1, locks: 8, closed: 0, map: eletechsup-n4dih32}]
      compartments:
        - {name: A1, door: {bus: bus-a, board: 1, lock: 3}}
        - {name: A2, door: {bus: bus-b, board: 1, lock: 1}}
        - {name: A3, door: {chip: gpio-sim.0-node0, line: 3}}

      """
    let reading = Configuration.read(bytes: Array(text.utf8))
    return try #require(reading.configuration, "\(reading.findings)")
  }

  private func opener(
    _ keeper: Keeper, trouble: String? = nil, _ unlock: @escaping @Sendable (String) async -> UnlockSequence.End
  ) throws -> DoorOpener {
    DoorOpener(
      configuration: try configuration(), keeper: keeper,
      unlock: { [sent] bus, address, lock in
        sent.count()
        return await unlock("\(bus) \(address) \(lock)")
      }, trouble: { _ in trouble }, asked: { _, _ in })
  }

  private func report(_ state: DoorState) -> DoorReport {
    DoorReport(compartment: Self.lock, state: state, input: "bus-a board 1 lock 3", at: clock.board.boot())
  }

  private func ledger() -> [LedgerEntry] {
    let entries = (try? StoreReader(path: path).ledger().map(\.entry)) ?? []
    return entries.filter { $0.kind.rawValue.hasPrefix("unlock-") }
  }

  @Test("what is asked for is on disk before anything leaves, and its end before anybody hears of it")
  func durable() async throws {
    let keeper = try await self.keeper()
    let opener = try opener(keeper) { place in
      #expect(place == "bus-a 1 3")
      #expect(ledger().map(\.kind) == [.unlockAsked])
      #expect(ledger().first?.source == .user(uid: 7))
      #expect(ledger().first?.why == "unlock for service")
      return .accepted
    }
    let result = try await opener.open("A1", UnlockRequest(reason: .service), by: 7)
    #expect(sent.value == 1)
    #expect(ledger().map(\.kind) == [.unlockAsked, .unlockAccepted])
    #expect(ledger().last?.source == .input("bus-a board 1 lock 3"))
    #expect(
      result
        == UnlockResult(
          compartment: "A1", reason: .service, end: .accepted,
          sentence: "bus-a board 1 lock 3 says that it has done it"))
    await keeper.stop()
  }

  @Test(
    "each end is told, written down and counted",
    arguments: [
      (UnlockSequence.End.notSent, UnlockResult.End.notSent, "unlock-not-sent", "the port is away"),
      (.refused, .refused, "unlock-refused", "refused"), (.accepted, .accepted, "unlock-accepted", "done"),
      (.unknown, .unknown, "unlock-unknown", "look at the door"),
    ])
  func ends(end: UnlockSequence.End, wire: UnlockResult.End, kind: String, words: String) async throws {
    let keeper = try await self.keeper()
    let opener = try opener(keeper, trouble: "the port is away") { _ in end }
    let result = try await opener.open("A1", UnlockRequest(reason: .staff), by: 0)
    #expect(result.end == wire)
    #expect(result.sentence.contains(words), "\(result.sentence)")
    #expect(ledger().last?.kind.rawValue == kind)
    #expect(ledger().last?.why == "unlock for staff: \(result.sentence)")
    #expect(await keeper.tally.unlocks == [wire.rawValue: 1])
    await keeper.stop()
  }

  @Test(
    "where there is nothing to open, nothing is tried",
    arguments: [("Z9", LocalAPI.Problem.Kind.notFound), ("A2", .conflict), ("A3", .conflict)])
  func impossible(name: String, kind: LocalAPI.Problem.Kind) async throws {
    let keeper = try await self.keeper()
    let opener = try opener(keeper) { _ in .accepted }
    let problem = await #expect(throws: LocalAPI.Problem.self) {
      try await opener.open(name, UnlockRequest(reason: .staff), by: 0)
    }
    #expect(problem?.kind == kind)
    #expect(problem?.detail.contains(name) == true)
    #expect(sent.value == 0 && ledger().isEmpty)
    await keeper.stop()
  }

  @Test("the opening comes before the answer: the order behind it stays ready")
  func openingFirst() async throws {
    let keeper = try await self.keeper()
    keeper.take(report(.closed))
    let order = PutOrder(
      customer: PutOrder.Customer(name: nil, phone: "+12015550199"), code: "0042", compartments: ["A1"])
    _ = try await keeper.place("X", order, by: 0)
    keeper.take(report(.open))
    keeper.take(report(.closed))
    clock.pass(.seconds(3600))
    let opener = try opener(keeper) { _ in
      keeper.take(report(.open))
      #expect(await keeper.bank.compartments[Self.lock]?.door == .open)
      return .unknown
    }
    _ = try await opener.open("A1", UnlockRequest(reason: .staff), by: 0)
    clock.pass(.seconds(20))
    keeper.take(report(.closed))
    #expect(try await keeper.order("X").state == "ready")
    await keeper.stop()
  }

  @Test("the caller hangs up in the middle: the end is written down all the same")
  func cancelled() async throws {
    let keeper = try await self.keeper()
    let (started, start) = AsyncStream<Void>.makeStream()
    let (going, goOn) = AsyncStream<Void>.makeStream()
    let opener = try opener(keeper) { _ in
      start.finish()
      // Not ended by the cancellation, as little as the bus is.
      await Task.detached { for await _ in going {} }.value
      return .accepted
    }
    let call = Task { try await opener.open("A1", UnlockRequest(reason: .staff), by: 0) }
    for await _ in started {}
    let second = await #expect(throws: LocalAPI.Problem.self) {
      try await opener.open("A1", UnlockRequest(reason: .staff), by: 0)
    }
    #expect(second?.kind == .tryAgain)
    call.cancel()
    goOn.finish()
    #expect(try await call.value.end == .accepted)
    #expect(sent.value == 1)
    #expect(ledger().map(\.kind) == [.unlockAsked, .unlockAccepted])
    await keeper.stop()
  }

  @Test("the agent is killed before the answer: the next start tells it, and sends nothing")
  func killed() async throws {
    do {
      let keeper = try await self.keeper()
      try await keeper.unlockAsked(Self.lock, .pickup, by: 7)
    }
    let keeper = try await self.keeper()
    #expect(ledger().map(\.kind) == [.unlockAsked, .unlockUnknown])
    #expect(ledger().last?.source == .agent)
    await keeper.stop()
  }

  @Test(
    "a full disk: the reserve is for this too; when that is gone, no lock moves unseen",
    .enabled(if: SmallDisk.isPossible))
  func diskFull() async throws {
    let disk = try #require(SmallDisk(kilobytes: 1024))
    let keeper = try await self.keeper(disk.folder.file("agent.sqlite"))
    let opener = try opener(keeper) { _ in .accepted }
    keeper.take(report(.closed))
    disk.fill()
    _ = try await opener.open("A1", UnlockRequest(reason: .staff), by: 0)
    #expect(sent.value == 1)
    repeat {
      disk.fill()
      keeper.take(report(.open))
      keeper.take(report(.closed))
    } while await keeper.backlog.isEmpty
    let problem = await #expect(throws: LocalAPI.Problem.self) {
      try await opener.open("A1", UnlockRequest(reason: .staff), by: 0)
    }
    #expect(problem?.kind == .storeFull)
    #expect(sent.value == 1)
    await keeper.stop()
  }
}
