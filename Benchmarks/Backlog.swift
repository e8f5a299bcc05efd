import Agent
import Glibc
import Linux
import LockerDomain
import Store

/// A store full of texts that wait to be sent, as a long outage leaves it.
struct Backlog {
  static let compartments = 64

  /// Makes the store at a path. Orders were loaded and picked up one after the other; their texts go out all the same.
  static func make(_ count: Int, at path: String) throws {
    // Each event of each order is durable, which takes time on a disk.
    let folder = try TemporaryFolder(prefix: "locker-agent-bench", in: "/dev/shm")
    try write(count, to: folder.file("agent.sqlite"))
    for suffix in ["", "-wal"] {
      let bytes = try? TextFile.bytes(of: folder.file("agent.sqlite" + suffix), atMost: 1 << 30)
      if let bytes, !bytes.isEmpty { try copy(bytes, to: path + suffix) }
    }
  }

  private static func write(_ count: Int, to path: String) throws {
    let store = try Store(path: path, machineID: try TextFile.text(of: "/etc/machine-id", atMost: 64))
    var rules = BankRules(
      storeID: store.id, template: .builtIn(.parcelpending),
      facts: [.distributor: "Gotham Electrical", .location: "1515 Wayne Ave, Gotham, NJ 973"])
    rules.hold = .zero
    rules.reloadWindow = .zero
    rules.pickupBeforeText = .send
    let clock = BoardClock.kernel(isTrusted: true)
    let names = try (1...compartments).map { try CompartmentName("A\($0)") }
    var now = Moment(milliseconds: clock.boot().milliseconds)
    var bank = Bank(rules: rules, configured: names, stored: [], orders: [], nextNotice: 1, at: now)

    func keep(_ step: Step) throws {
      try store.commit(
        step.work,
        at: AgentClock.Mark(moment: now, bootID: clock.bootID, boot: clock.boot(), wall: clock.wall()))
    }
    func report(_ name: CompartmentName, _ state: DoorState) throws {
      now = Moment(milliseconds: max(now.milliseconds + 1, clock.boot().milliseconds))
      try keep(
        bank.doorReported(DoorReport(compartment: name, state: state, input: "bench", at: clock.boot()), at: now))
    }

    try keep(bank.started(unwatchedSince: now, at: now))
    for name in names { try report(name, .closed) }
    for number in 1...count {
      let name = names[number % names.count]
      let request = OrderRequest(
        number: try OrderNumber("\(100_000 + number)"),
        body: Order.Body(name: "Ada", phone: try PhoneNumber("+12015550199"), code: try PickupCode("0042")),
        compartments: [name])
      try keep(bank.place(request, digest: store.digest(of: request), previous: nil, at: now, by: .agent).1)
      for state in [DoorState.open, .closed, .open, .closed] { try report(name, state) }
    }
    guard bank.unsettledNotices == count else { throw BenchmarkFailure("only \(bank.unsettledNotices) texts wait") }
    try store.tidy()
  }

  private static func copy(_ bytes: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchmarkFailure(path, errno: errno) }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { throw BenchmarkFailure(path, errno: errno) }
      rest = rest.dropFirst(count)
    }
  }
}
