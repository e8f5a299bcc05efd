import Linux
@testable import LockerDomain
@testable import Store
import Testing

@Suite struct SealedStoreTests {
  let folder = TemporaryFolder()
  private let secrets = ["+12025550143", "kestrel-7731", "Bartholomew", "refused for +12025550143"]

  private func place(_ number: String, _ id: Int64, in store: Store) throws {
    var work = try Samples.ready(number, notice: id, phone: secrets[0], code: secrets[1])
    work.orders[0].body?.name = secrets[2]
    try store.commit(
      work, at: Samples.mark(id),
      answers: [NoticeID(id): StoredNotice.Answer(requestID: "r", excerpt: secrets[3])])
  }

  private func expectNoSecretInAnyFile() {
    for name in folder.names {
      for secret in secrets { #expect(!folder.holds(secret, in: name), "\(secret) in \(name)") }
    }
  }

  private func expectReadable(_ reader: StoreReader, _ number: String, _ id: Int64) throws {
    let order = try #require(try reader.order(OrderNumber(number)))
    #expect(order.body == (try Samples.body(secrets[0], code: secrets[1], name: secrets[2])))
    #expect(order.notice?.to?.text == secrets[0])
    let notice = try #require(try reader.notice(NoticeID(id)))
    #expect(notice.to?.text == secrets[0] && notice.text == "Your order is ready, code \(secrets[1])")
    #expect(notice.answer.excerpt == secrets[3])
  }

  private func expectHidden(_ reader: StoreReader, _ number: String, _ id: Int64) throws {
    let order = try #require(try reader.order(OrderNumber(number)))
    #expect(order.state == .ready && order.body == nil && order.notice?.to == nil)
    let notice = try #require(try reader.notice(NoticeID(id)))
    #expect(notice.state == .pending && notice.to == nil && notice.text == nil && notice.answer.excerpt == nil)
  }

  @Test func nothingSecretReachesTheDisk() throws {
    do {
      let store = try Samples.store(folder, key: .key(Samples.key))
      for index in 1...40 { try place("S-\(index)", Int64(index), in: store) }
      expectNoSecretInAnyFile()
      try expectReadable(store.reader, "S-7", 7)
    }
    expectNoSecretInAnyFile()
    let store = try Samples.store(folder, key: .key(Samples.key))
    #expect(store.keyTrouble == nil && store.salvage == nil)
    try expectReadable(store.reader, "S-7", 7)
  }

  @Test func firstKeySealsAPlainStore() throws {
    let (id, digest) = try {
      let store = try Samples.store(folder)
      for index in 1...40 { try place("S-\(index)", Int64(index), in: store) }
      return (store.id, try store.digest(of: request("S-1")))
    }()
    for secret in secrets { #expect(folder.holds(secret, in: "agent.sqlite")) }
    let store = try Samples.store(folder, key: .key(Samples.key))
    expectNoSecretInAnyFile()
    for index in 1...40 { try expectReadable(store.reader, "S-\(index)", Int64(index)) }
    #expect(store.id == id && !store.isFromAnotherMachine)
    // An order that has ended is still known again.
    #expect(try store.digest(of: request("S-1")) == digest)
  }

  @Test(arguments: [KeyOffer.none, .key(Samples.otherKey), .unreadable("the file is gone")])
  func withoutTheRightKeyAllIsKeptAndNothingIsPlaced(_ offer: KeyOffer) throws {
    do { try place("S-1", 1, in: try Samples.store(folder, key: .key(Samples.key))) }
    do {
      let store = try Samples.store(folder, key: offer)
      #expect(store.keyTrouble != nil && store.salvage == nil && !store.isFromAnotherMachine)
      try expectHidden(store.reader, "S-1", 1)
      let error = try #require(throws: StoreError.self) { _ = try store.digest(of: request("S-2")) }
      #expect(error.code == .keyNeeded && error.message.contains("right key"))
      #expect(throws: StoreError.self) { try store.adopt() }
      // Doors go on: the order is written as it was read, without its body.
      var bank = try store.reader.load()
      let order = try #require(bank.orders.first).replacing(slots: [])
      try store.commit(
        Samples.work {
          $0.orders = [order]
          $0.notices = [.settle(NoticeID(1), .pending, unanswered: true)]
        }, at: Samples.mark(20))
      bank = try store.reader.load()
      #expect(bank.orders.count == 1)
    }
    let store = try Samples.store(folder, key: .key(Samples.key))
    #expect(store.keyTrouble == nil)
    try expectReadable(store.reader, "S-1", 1)
    #expect(try store.reader.notice(NoticeID(1))?.wasUnanswered == true)
  }

  @Test func endedWithoutTheKeyIsBlankAllTheSame() throws {
    do { try place("S-1", 1, in: try Samples.store(folder, key: .key(Samples.key))) }
    do {
      let store = try Samples.store(folder)
      try store.commit(
        Samples.work {
          $0.orders = [try Samples.order("S-1", .cancelled, cycle: 1)]
          $0.notices = [.settle(NoticeID(1), .withdrawn(reason: "cancelled"), unanswered: false)]
        }, at: Samples.mark(20))
    }
    let store = try Samples.store(folder, key: .key(Samples.key))
    #expect(try store.reader.order(OrderNumber("S-1"))?.body == nil)
    #expect(try store.reader.notice(NoticeID(1))?.text == nil)
    #expect(try store.reader.notice(NoticeID(1))?.answer.excerpt == secrets[3])
  }

  @Test func cellsThatWereSwappedDoNotOpen() throws {
    do {
      let store = try Samples.store(folder, key: .key(Samples.key))
      try place("S-1", 1, in: store)
      try place("S-2", 2, in: store)
    }
    do {
      try Database(path: folder.store, access: .readWrite).execute(
        "UPDATE orders SET sealed = (SELECT o.sealed FROM orders o WHERE o.number <> orders.number)")
    }
    let store = try Samples.store(folder, key: .key(Samples.key))
    #expect(try store.reader.order(OrderNumber("S-1"))?.body == nil)
    #expect(try store.reader.notice(NoticeID(1))?.text != nil)
  }

  @Test func readerSeesSecretsWithTheRightKeyOnly() throws {
    do { try place("S-1", 1, in: try Samples.store(folder, key: .key(Samples.key))) }
    try expectReadable(StoreReader(path: folder.store, key: Samples.key), "S-1", 1)
    try expectHidden(StoreReader(path: folder.store, key: Samples.otherKey), "S-1", 1)
    try expectHidden(StoreReader(path: folder.store), "S-1", 1)
  }

  /// What could not be read by whoever salvaged it is there when the key is.
  @Test(arguments: [false, true])
  func salvageCarriesSealedCellsOver(losesIdentity: Bool) throws {
    do {
      let store = try Samples.store(folder, key: .key(Samples.key))
      for index in 1...40 { try place("S-\(index)", Int64(index), in: store) }
    }
    var bytes = folder.bytes("agent.sqlite")
    // The second page is the identity's, the third the root of the orders.
    let page = losesIdentity ? 1 : 2
    bytes.replaceSubrange(page * 1024..<(page + 1) * 1024, with: repeatElement(0xA5, count: 1024))
    try folder.write(bytes, to: "agent.sqlite")
    do {
      let store = try Samples.store(folder, key: .key(Samples.otherKey))
      #expect(store.salvage?.orders.count == 40 && store.salvage?.keptIdentity == !losesIdentity)
      #expect(store.keyTrouble != nil)
      try expectHidden(store.reader, "S-7", 7)
    }
    #expect(try Samples.store(folder).keyTrouble != nil)
    let store = try Samples.store(folder, key: .key(Samples.key))
    #expect(store.keyTrouble == nil)
    for index in 1...40 { try expectReadable(store.reader, "S-\(index)", Int64(index)) }
  }

  @Test func plainStoreWhoseKeyCannotBeReadTakesNothingNew() throws {
    do { try place("S-1", 1, in: try Samples.store(folder)) }
    let store = try Samples.store(folder, key: .unreadable("store_key_file /x can't be read"))
    #expect(store.keyTrouble == "store_key_file /x can't be read")
    #expect(throws: StoreError.self) { _ = try store.digest(of: request("S-2")) }
    try expectReadable(store.reader, "S-1", 1)
  }

  private func request(_ number: String) throws -> OrderRequest {
    OrderRequest(
      number: try OrderNumber(number), body: try Samples.body(secrets[0], code: secrets[1]),
      compartments: [try CompartmentName("A1")])
  }
}
