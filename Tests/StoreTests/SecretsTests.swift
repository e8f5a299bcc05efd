import Linux
@testable import LockerDomain
import Store
import Testing

@Suite struct SecretsTests {
  let folder = TemporaryFolder()
  private let secrets = ["+12025550143", "kestrel-7731"]

  private func place(_ state: Notice.State, in store: Store) throws {
    for index in 0..<40 {
      try store.commit(
        Samples.ready("S-\(index)", notice: Int64(index + 1), state, phone: secrets[0], code: secrets[1]),
        at: Samples.mark(Int64(index)))
    }
  }

  private func end(_ state: Notice.State?, in store: Store) throws {
    for index in 0..<40 {
      let work = try Samples.work {
        $0.orders = [try Samples.order("S-\(index)", .collected, cycle: 1)]
        if let state { $0.notices = [.settle(NoticeID(Int64(index + 1)), state, unanswered: false)] }
      }
      try store.commit(work, at: Samples.mark(100 + Int64(index)))
    }
  }

  @Test func endedOrdersLeaveNoByteInFileAndLog() throws {
    let store = try Samples.store(folder)
    try place(.pending, in: store)
    try store.tidy()
    for secret in secrets { #expect(folder.holds(secret, in: "agent.sqlite")) }
    try end(.accepted(requestID: "r"), in: store)
    for secret in secrets {
      #expect(folder.holds(secret, in: "agent.sqlite") || folder.holds(secret, in: "agent.sqlite-wal"))
    }
    try store.tidy()
    for name in folder.names {
      for secret in secrets { #expect(!folder.holds(secret, in: name), "\(secret) in \(name)") }
    }
    #expect(folder.bytes("agent.sqlite-wal").isEmpty)
  }

  /// What was copied or set aside keeps them: only a person may delete that.
  @Test func damagedFileKeepsItsSecretsAndSaysSo() throws {
    do { try place(.pending, in: try Samples.store(folder)) }
    var bytes = folder.bytes("agent.sqlite")
    bytes.replaceSubrange(1024..<2048, with: repeatElement(0xA5, count: 1024))
    try folder.write(bytes, to: "agent.sqlite", mode: 0o644)
    let store = try Samples.store(folder)
    try end(.accepted(requestID: "r"), in: store)
    try store.tidy()
    let setAside = try #require(folder.names.first { $0.contains("damaged") })
    for name in folder.names {
      #expect(folder.mode(name) == 0o600)
      for secret in secrets { #expect(folder.holds(secret, in: name) == (name == setAside), "\(secret) in \(name)") }
    }
    #expect(store.salvage?.description.contains("delete that file") == true)
  }

  @Test(arguments: [Notice.State.dead(reason: "no such number"), .suppressed(mode: "dry-run")])
  func textOfWhatWasNotSentStaysUntilTheOrderEnds(_ state: Notice.State) throws {
    let store = try Samples.store(folder)
    try place(state, in: store)
    #expect(try store.reader.notice(NoticeID(1))?.to?.text == secrets[0])
    try end(nil, in: store)
    #expect(try store.reader.notice(NoticeID(1))?.to == nil)
    #expect(try store.reader.notice(NoticeID(1))?.text == nil)
    try store.tidy()
    for secret in secrets { #expect(!folder.holds(secret, in: "agent.sqlite")) }
  }

  @Test(arguments: [Notice.State.accepted(requestID: "r"), .withdrawn(reason: "cancelled"), .expired])
  func settledNoticeIsBlank(_ state: Notice.State) throws {
    let store = try Samples.store(folder)
    try place(.sending, in: store)
    try store.commit(
      Samples.work { $0.notices = [.settle(NoticeID(1), state, unanswered: false)] }, at: Samples.mark(50))
    let notice = try #require(try store.reader.notice(NoticeID(1)))
    #expect(notice.to == nil && notice.text == nil)
    #expect(try store.reader.order(OrderNumber("S-0"))?.body?.code.text == secrets[1])
  }

  @Test func noticeThatDiesAfterItsOrderEndedIsBlank() throws {
    let store = try Samples.store(folder)
    try place(.sending, in: store)
    try end(nil, in: store)
    #expect(try store.reader.notice(NoticeID(1))?.text != nil)
    try store.commit(
      Samples.work { $0.notices = [.settle(NoticeID(1), .dead(reason: "refused"), unanswered: false)] },
      at: Samples.mark(200))
    #expect(try store.reader.notice(NoticeID(1))?.text == nil)
  }

  @Test func tidyWritesNothingWhenNothingWasBlanked() throws {
    let store = try Samples.store(folder)
    try store.tidy()
    try store.commit(
      Samples.work { $0.ledger = [LedgerEntry(.started, why: "start", source: .agent)] }, at: Samples.mark(1))
    let log = folder.bytes("agent.sqlite-wal")
    try store.tidy()
    #expect(folder.bytes("agent.sqlite-wal") == log)
  }
}
