import Linux
@testable import LockerDomain
import Store
import Testing

@Suite struct LedgerTests {
  let folder = TemporaryFolder()

  private func note(_ why: String, order: String? = nil) throws -> Work {
    try Samples.work {
      $0.ledger = [LedgerEntry(.doorClosed, order: try order.map { try OrderNumber($0) }, why: why, source: .timer)]
    }
  }

  @Test func linesAfterANumberAndOfAnOrder() throws {
    let store = try Samples.store(folder)
    for index in 1...6 {
      try store.commit(note("n\(index)", order: index % 2 == 0 ? "S-2" : nil), at: Samples.mark(Int64(index)))
    }
    #expect(try store.reader.ledger(after: 4).map(\.entry.why) == ["n5", "n6"])
    #expect(try store.reader.ledger(limit: 2).map(\.id) == [1, 2])
    #expect(try store.reader.ledger(of: OrderNumber("S-2")).map(\.entry.why) == ["n2", "n4", "n6"])
    #expect(try store.reader.ledger(after: 2, of: OrderNumber("S-2"), limit: 1).map(\.entry.why) == ["n4"])
  }

  @Test func wallTimesComeWithTheFirstCommitAfterSynchronisation() throws {
    let store = try Samples.store(folder)
    try store.commit(note("another boot"), at: Samples.mark(5, boot: "boot-0"))
    try store.commit(note("early"), at: Samples.mark(10))
    #expect(try store.reader.ledger().map(\.mark.wall) == [nil, nil])
    try store.commit(note("synchronised"), at: Samples.mark(40, wall: 1_800_000_040_000))
    #expect(try store.reader.ledger().map(\.mark.wall) == [nil, 1_800_000_010_000, 1_800_000_040_000])
    // A step of the clock later does not change what was claimed.
    try store.commit(note("stepped"), at: Samples.mark(50, wall: 1_900_000_000_000))
    #expect(try store.reader.ledger().map(\.mark.wall).prefix(3) == [nil, 1_800_000_010_000, 1_800_000_040_000])
  }

  @Test func wallTimesCanBeSetWithoutACommit() throws {
    let store = try Samples.store(folder)
    try store.commit(note("early"), at: Samples.mark(10))
    #expect(try store.reader.wallTime(of: Samples.moment(10)) == nil)
    try store.setStart(ofBoot: "boot-1", unixMilliseconds: 1_800_000_000_000)
    #expect(try store.reader.ledger().map(\.mark.wall) == [1_800_000_010_000])
    #expect(try Samples.mark(10, wall: 1_800_000_010_000) == store.reader.load().last)
  }

  @Test(arguments: 1...20 as ClosedRange<Int64>)
  func wallTimeOfAMoment(_ seconds: Int64) throws {
    let store = try Samples.store(folder)
    for second in [2, 3, 5, 8, 13] as [Int64] {
      try store.commit(note("\(second)"), at: Samples.mark(second, wall: 1_800_000_000_000 + second * 1000))
    }
    #expect(
      try store.reader.wallTime(of: Samples.moment(seconds)) == (seconds < 2 ? nil : 1_800_000_000_000 + seconds * 1000)
    )
  }

  @Test(arguments: [Source.input("bus-a board 0 lock 1"), .user(uid: 4_294_967_295), .timer, .prokeep, .agent])
  func sources(_ source: Source) throws {
    let store = try Samples.store(folder)
    try store.commit(Samples.work { $0.ledger = [LedgerEntry(.started, why: "", source: source)] }, at: Samples.mark(1))
    #expect(try store.reader.ledger().map(\.entry.source) == [source])
  }

  @Test func newStoreHasNoTime() throws {
    #expect(try Samples.store(folder).reader.load().last == nil)
  }
}
