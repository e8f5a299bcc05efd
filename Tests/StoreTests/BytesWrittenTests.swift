import Glibc
import Linux
@testable import LockerDomain
@testable import Store
import Testing

/// What a bank's day costs a card. The figures are the kernel's for this thread (`write_bytes` in proc_pid_io(5)): whole blocks
/// of 4 KiB. They are printed; on a disk that is memory all of them are 0.
@Suite struct BytesWrittenTests {
  let folder = TemporaryFolder()
  private static let aim = 16 << 10

  @Test(arguments: [KeyOffer.none, .key(Samples.key)])
  func aDoorEventStaysBelow16KiB(_ key: KeyOffer) throws {
    let bank = try BankOnDisk(folder, key, compartments: 64)
    var costs: [String: [Int]] = [:]
    for round in 0..<80 { try bank.day(of: "S-\(round &* 7919 % 10_000)", in: round % 64, &costs) }
    try bank.measured("9 tidy", &costs) { try bank.store.tidy() }
    var all = 0
    for (step, bytes) in costs.sorted(by: { $0.key < $1.key }) {
      let sum = bytes.reduce(0, +)
      all += sum
      print("bytes written, \(key), \(step): mean \(sum / bytes.count), most \(bytes.max() ?? 0)")
      #expect(step == "9 tidy" || sum / bytes.count <= Self.aim)
    }
    let commits = 80 * 8
    print("bytes written, \(key), per commit with its share of the checkpoint: \(all / commits)")
    #expect(all / commits <= Self.aim)
    #expect(bank.store.isUntidy == false)
    try bank.measured("nothing", &costs) { try bank.store.tidy() }
    #expect(costs["nothing"] == [0])
  }
}

/// A bank whose events are committed as the agent does it.
final class BankOnDisk {
  let store: Store
  private var bank: Bank
  private var now = Moment(milliseconds: 1_000_000)
  private let folder: TemporaryFolder

  init(_ folder: TemporaryFolder, _ key: KeyOffer, compartments: Int) throws {
    self.folder = folder
    store = try Samples.store(folder, key: key)
    let names = try (0..<compartments).map { try CompartmentName("A\($0)") }
    bank = Bank(
      rules: BankRules(
        storeID: store.id, template: .builtIn(.parcelpending),
        facts: [.distributor: "Gotham Electrical", .location: "1515 Wayne Ave, Gotham, NJ 973"]), configured: names,
      stored: [],
      orders: [], nextNotice: 1, at: now)
    try commit(bank.started(unwatchedSince: now, at: now))
    for name in names { try report(name, .closed) }
  }

  private func report(_ name: CompartmentName, _ state: DoorState) throws {
    now = now + .seconds(100)
    try commit(
      bank.doorReported(
        DoorReport(
          compartment: name, state: state, raw: 1, input: "bus-a board 0 lock 1", at: BootTime(nanoseconds: 0)), at: now
      ))
  }

  private func commit(_ step: Step, _ answers: [NoticeID: StoredNotice.Answer] = [:]) throws {
    let mark = AgentClock.Mark(
      moment: now, bootID: "a5a9a3e4-6a44-4a5e-9d4c-3a3dd2b8a1f0",
      boot: BootTime(nanoseconds: now.milliseconds * 1_000_000),
      wall: 1_700_000_000_000 + now.milliseconds)
    try store.commit(step.work, at: mark, answers: answers)
  }

  /// The life of one order.
  func day(of number: String, in place: Int, _ costs: inout [String: [Int]]) throws {
    let name = try CompartmentName("A\(place)")
    let number = try OrderNumber(number)
    let request = OrderRequest(
      number: number, body: try Samples.body(), compartments: [name])
    try measured("1 place", &costs) {
      try commit(bank.place(request, digest: store.digest(of: request), previous: nil, at: now, by: .user(uid: 1000)).1)
    }
    try measured("2 open", &costs) { try report(name, .open) }
    try measured("3 close, ready", &costs) { try report(name, .closed) }
    now = now + .seconds(20)
    try measured("4 hold over", &costs) { try commit(bank.timePassed(at: now)) }
    let next = bank.noticesToSend(atMost: 1).first
    let id = try #require(next)
    try measured("5 in flight", &costs) {
      try commit(bank.noticesLeave([id], at: now).1)
    }
    try measured("6 accepted", &costs) {
      try commit(
        bank.attemptsEnded([(id, .accepted(requestID: "5f2b7c1e-0d3a-4d4b-9a41-2f1f6f6b8c11"))], at: now),
        [id: StoredNotice.Answer(requestID: "5f2b7c1e-0d3a-4d4b-9a41-2f1f6f6b8c11")])
    }
    try measured("7 pickup open", &costs) { try report(name, .open) }
    try measured("8 pickup close", &costs) { try report(name, .closed) }
  }

  func measured(_ step: String, _ costs: inout [String: [Int]], _ body: () throws -> Void) throws {
    let before = try Self.bytesWritten()
    try body()
    costs[step, default: []].append(try Self.bytesWritten() - before)
  }

  /// Of this thread; other tests run beside.
  static func bytesWritten() throws -> Int {
    let lines = try TextFile.text(of: "/proc/thread-self/io").split(separator: "\n")
    return try #require(lines.first { $0.hasPrefix("write_bytes: ") }.flatMap { Int($0.dropFirst(13)) })
  }
}
