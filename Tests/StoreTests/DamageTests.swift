import Linux
import Glibc
@testable import LockerDomain
@testable import Store
import Testing

@Suite struct DamageTests {
  let folder = TemporaryFolder()
  private static let count = 120
  /// Number, state, latest notice (a byte), digest and name, as SQLite's record has them one after the other.
  private static let rowOfOrder77 = Array("S-77ready".utf8) + [77] + Array("S-77Ada".utf8)

  /// Orders, notices, compartments and ledger; the store closed, all in one file.
  private func fill() throws -> (bank: StoredBank, id: String) {
    let store = try Samples.store(folder)
    var all = Work()
    for index in 1...Self.count {
      let work = try Samples.ready("S-\(index)", notice: Int64(index))
      all.orders += work.orders
      all.notices += work.notices
      all.ledger += work.ledger
      all.compartments.append(Compartment(name: try CompartmentName("A\(index)"), at: Samples.moment(Int64(index))))
    }
    try store.commit(all, at: Samples.mark(1, wall: 1_700_000_000_000))
    return (try store.reader.load(), store.id)
  }

  @Test(arguments: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
  func onePageOverwrittenLosesLittle(_ place: Double) throws {
    let before = try fill()
    var bytes = folder.bytes("agent.sqlite")
    let pages = bytes.count / 1024
    var page = Int(Double(pages) * place)
    // A leaf of a table; a branch takes all its leaves along.
    while bytes[page * 1024] != 0x0D { page += 1 }
    for offset in 0..<1024 { bytes[page * 1024 + offset] = UInt8(truncatingIfNeeded: offset &* 31 &+ page) }
    try folder.write(bytes, to: "agent.sqlite")

    let store = try Samples.store(folder)
    let salvage = try #require(store.salvage)
    #expect(salvage.keptIdentity)
    #expect((store.id == before.id) == (salvage.lostOrders.isEmpty && salvage.lostNotices.isEmpty))
    #expect(salvage.orders.count + salvage.rebuiltOrders.count >= Self.count - 4)
    #expect(salvage.notices.count >= Self.count - 20)
    #expect(salvage.compartments >= Self.count - 48)
    #expect(salvage.ledgerEntries >= Self.count - 24)
    try expectNothingInvented(store, before.bank)
    #expect(folder.bytes(String(salvage.setAside.dropFirst(folder.path.count + 1))) == bytes)
  }

  /// Whatever page it is: the agent starts, invents nothing, and works on.
  @Test func anyPageOverwritten() throws {
    let before = try fill().bank
    let sound = folder.bytes("agent.sqlite")
    for page in stride(from: 0, to: sound.count / 1024, by: 5) {
      var bytes = sound
      bytes.replaceSubrange(page * 1024..<(page + 1) * 1024, with: repeatElement(0xA5, count: 1024))
      try folder.write(bytes, to: "agent.sqlite")
      let store = try Samples.store(folder)
      #expect(store.salvage != nil, "page \(page)")
      try expectNothingInvented(store, before)
      try store.commit(Samples.ready("new", notice: 9999), at: Samples.mark(500))
    }
  }

  @Test(arguments: [0, 1, 100, 1024, 5000, 20_000])
  func truncated(_ length: Int) throws {
    let before = try fill().bank
    try folder.write(Array(folder.bytes("agent.sqlite").prefix(length)), to: "agent.sqlite")
    let store = try Samples.store(folder)
    #expect(store.salvage != nil)
    try expectNothingInvented(store, before)
    #expect(folder.names.contains { $0.hasPrefix("agent.sqlite.damaged-2") && !$0.hasSuffix("-wal") })
  }

  @Test func lostOutboxIsSaid() throws {
    _ = try fill()
    let bytes = folder.bytes("agent.sqlite")
    var damaged = bytes
    // Every page on which a notice's text stands.
    for page in 0..<bytes.count / 1024 {
      let range = page * 1024..<(page + 1) * 1024
      if bytes[range].contains(Array("Your order is ready".utf8)) {
        damaged.replaceSubrange(range, with: repeatElement(0xEE, count: 1024))
      }
    }
    try folder.write(damaged, to: "agent.sqlite")
    let salvage = try #require(try Samples.store(folder).salvage)
    #expect(salvage.orders.count == Self.count && salvage.notices.isEmpty)
    #expect(salvage.ordersWithoutNotice.count == Self.count)
    #expect(salvage.description.contains("S-77"))
  }

  /// A branch lost: what hangs on it is still there, leaf by leaf.
  @Test(arguments: ["identity", "orders", "slots", "outbox", "compartments", "ledger"])
  func rootOfATreeOverwritten(_ table: String) throws {
    let before = try fill()
    let root = try Database(path: folder.store, access: .readOnly).first(
      "SELECT rootpage FROM sqlite_schema WHERE name = ?", table
    ) { row throws(StoreError) in try row.next(Int.self) }
    try overwrite(pages: [try #require(root) - 1])
    let store = try Samples.store(folder)
    let salvage = try #require(store.salvage)
    #expect(salvage.orders.count == Self.count && salvage.notices.count == Self.count)
    #expect(salvage.compartments == Self.count && salvage.ledgerEntries == Self.count)
    #expect(salvage.lostOrders.isEmpty && salvage.lostNotices.isEmpty && salvage.ordersWithoutNotice.isEmpty)
    #expect(salvage.keptIdentity == (table != "identity"))
    // A key of a tree of keys stands in the branch itself.
    let slots = try store.reader.load().orders.count { !$0.slots.isEmpty }
    #expect(table == "slots" ? slots > Self.count - 20 : slots == Self.count)
    try expectNothingInvented(store, before.bank)
    #expect(!folder.names.contains { $0.contains("dissected") })
  }

  @Test func whatIsLostIsNamed() throws {
    _ = try fill()
    let id = try Samples.store(folder).id
    let bytes = folder.bytes("agent.sqlite")
    let page = { (place: Int) in place / 1024 }
    let order = try #require(bytes.firstRange(of: Self.rowOfOrder77))
    let notice = try #require(bytes.firstRange(of: Array("store-S-77-ready-1".utf8)))
    try overwrite(pages: [page(order.lowerBound), page(notice.lowerBound)])
    let store = try Samples.store(folder)
    let salvage = try #require(store.salvage)
    // An order that is placed anew must not get a key that Prokeep knows from its lost life.
    #expect(store.id != id)
    #expect(salvage.lostOrders.contains(try OrderNumber("S-77")))
    #expect(salvage.lostNotices.contains(NoticeID(77)))
    #expect(salvage.notices.count + salvage.lostNotices.count == Self.count)
    #expect(
      salvage.description.contains("; these orders are lost: S-")
        && salvage.description.contains("; these notices are lost: "))
    let inventory = salvage.inventory.joined()
    #expect(
      inventory.contains("S-1,") && !inventory.contains("S-77,") && inventory.contains("notices that came over: 1-"))
  }

  private func overwrite(pages: [Int]) throws {
    var bytes = folder.bytes("agent.sqlite")
    for page in pages { bytes.replaceSubrange(page * 1024..<(page + 1) * 1024, with: repeatElement(0xA5, count: 1024)) }
    try folder.write(bytes, to: "agent.sqlite")
  }

  /// Without its first page a file is no database any more; its rows are there all the same.
  @Test(arguments: [100, 1024])
  func beginningOverwritten(_ length: Int) throws {
    let before = try fill()
    let bytes = folder.bytes("agent.sqlite")
    try folder.write(Array(repeating: 0, count: length) + bytes.dropFirst(length), to: "agent.sqlite")
    let store = try Samples.store(folder)
    #expect(store.salvage?.notices.count == Self.count)
    #expect(store.id == before.id)
    #expect(try store.reader.load().orders.count == Self.count)
    try expectNothingInvented(store, before.bank)
    #expect(!folder.names.contains { $0.contains("dissected") || $0.contains("draft") || $0.contains("successor") })
  }

  @Test func notADatabaseAtAll() throws {
    try folder.write(Array(repeating: 0x41, count: 4000), to: "agent.sqlite")
    let store = try Samples.store(folder)
    let salvage = try #require(store.salvage)
    #expect(!salvage.keptIdentity)
    #expect(salvage.description.contains("set aside as \(folder.store).damaged-"))
    #expect(try store.reader.load().orders.isEmpty)
  }

  /// A row whose bytes are sound and whose meaning is not.
  @Test func senselessRowIsLeftBehind() throws {
    _ = try fill()
    var bytes = folder.bytes("agent.sqlite")
    let place = try #require(bytes.firstRange(of: Self.rowOfOrder77))
    bytes[place.lowerBound + 4] = UInt8(ascii: "x")
    try folder.write(bytes, to: "agent.sqlite")
    let store = try Samples.store(folder)
    let salvage = try #require(store.salvage)
    #expect(salvage.orders.count == Self.count - 1)
    // Its notice is on its way all the same, under the order's number.
    #expect(salvage.notices.count == Self.count)
    #expect(salvage.rebuiltOrders == [try OrderNumber("S-77")])
    let rebuilt = try #require(try store.reader.order(salvage.rebuiltOrders[0]))
    #expect(
      rebuilt.state == .ready && rebuilt.cycle == 1 && rebuilt.marks == .unseen && rebuilt.notice?.state == .pending)
    #expect(try store.reader.load().orders.count == Self.count)
  }

  @Test func committedWorkInTheLogComesOverToo() throws {
    _ = try fill()
    do {
      let store = try Samples.store(folder)
      try store.commit(Samples.ready("late", notice: 1000), at: Samples.mark(600))
      // As a power cut leaves it: file and log as they are now.
      try folder.write(folder.bytes("agent.sqlite"), to: "copy")
      try folder.write(folder.bytes("agent.sqlite-wal"), to: "copy-wal")
    }
    var bytes = folder.bytes("copy")
    let place = try #require(bytes.firstRange(of: Self.rowOfOrder77))
    bytes[place.lowerBound + 4] = UInt8(ascii: "x")
    try folder.write(bytes, to: "agent.sqlite")
    rename(folder.path + "/copy-wal", folder.store + "-wal")
    let store = try Samples.store(folder)
    #expect(store.salvage?.notices.last == NoticeID(1000))
    #expect(try store.reader.notice(NoticeID(1000))?.state == .pending)
  }

  @Test func clockGoesOnBehindAllThatCameOver() throws {
    _ = try fill()
    try folder.write(Array(folder.bytes("agent.sqlite").prefix(20_000)), to: "agent.sqlite")
    let store = try Samples.store(folder)
    let bank = try store.reader.load()
    for order in bank.orders { #expect(try #require(bank.last).moment >= order.placedAt) }
  }

  private func expectNothingInvented(_ store: Store, _ before: StoredBank) throws {
    let known = Dictionary(uniqueKeysWithValues: before.orders.map { ($0.number, $0) })
    for order in try store.reader.load().orders where store.salvage?.rebuiltOrders.contains(order.number) == false {
      let original = try #require(known[order.number])
      #expect(order.body == original.body && order.state == original.state && order.cycle == original.cycle)
      #expect(order.slots == original.slots || order.slots.isEmpty)
      #expect(order.notice == original.notice || order.notice == nil)
    }
    for notice in try store.reader.notices(.all) {
      #expect(known[notice.order]?.notice?.id == notice.id)
      #expect(notice.text == "Your order is ready, code 0042")
    }
  }
}
