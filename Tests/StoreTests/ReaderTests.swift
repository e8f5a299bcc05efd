import Linux
import Glibc
@testable import LockerDomain
import Store
import Testing

@Suite struct ReaderTests {
  let folder = TemporaryFolder()

  @Test func readsBesideTheWriterWithoutDisturbingIt() throws {
    let store = try Samples.store(folder)
    try store.commit(Samples.ready("S-1", notice: 1), at: Samples.mark(1))
    #expect(try StoreReader(path: folder.store).orders(includingEnded: false).count == 1)
    try store.commit(Samples.ready("S-2", notice: 2), at: Samples.mark(2))
    var reader = try StoreReader(path: folder.store)
    #expect(
      try reader.orders(includingEnded: false).map(\.number.text) == ["S-2", "S-1"]
        || reader.orders(includingEnded: false).count == 2)
    #expect(try reader.noticeCounts() == ["pending": 2])
    try store.tidy()
    try store.commit(Samples.ready("S-3", notice: 3), at: Samples.mark(3))
    reader = try StoreReader(path: folder.store)
    #expect(!folder.names.contains { $0.contains("reading") })
    #expect(try reader.notices(.unsettled, limit: 2).map(\.id.value) == [1, 2])
    #expect(try reader.notices(.all, limit: 2).map(\.id.value) == [3, 2])
  }

  @Test func stoppedStoreNeedsNoLock() throws {
    do { try Samples.store(folder).commit(Samples.ready("S-1", notice: 1), at: Samples.mark(1)) }
    do {
      let reader = try StoreReader(path: folder.store)
      #expect(try reader.notice(NoticeID(1))?.text == "Your order is ready, code 0042")
    }
    let store = try Samples.store(folder)
    #expect(store.salvage == nil)
  }

  @Test func missingStore() throws {
    let error = try #require(throws: StoreError.self) { _ = try StoreReader(path: folder.store) }
    #expect(error.code == .missing)
    #expect(folder.names.isEmpty)
  }

  @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
  func mediumThatCannotBeWritten() throws {
    do { try Samples.store(folder).commit(Samples.ready("S-1", notice: 1), at: Samples.mark(1)) }
    try #require(mount(folder.path, folder.path, nil, UInt(MS_BIND), nil) == 0, "errno \(errno)")
    defer { umount2(folder.path, Int32(MNT_DETACH)) }
    try #require(mount(nil, folder.path, nil, UInt(MS_BIND | MS_REMOUNT | MS_RDONLY), nil) == 0, "errno \(errno)")
    #expect(try StoreReader(path: folder.store).load().orders.count == 1)
  }

  @Test func countsAndSelections() throws {
    let store = try Samples.store(folder)
    for (index, state) in Samples.noticeStates.enumerated() {
      try store.commit(Samples.ready("S-\(index)", notice: Int64(index + 1), state), at: Samples.mark(Int64(index)))
    }
    #expect(
      try store.reader.noticeCounts() == [
        "held": 1, "pending": 1, "sending": 1, "unsure": 1, "accepted": 2, "withdrawn": 1, "expired": 1, "dead": 1,
        "suppressed": 1,
      ])
    #expect(try store.reader.notices(.unsettled).count == 4)
    #expect(try store.reader.notices(.all).count == 10)
  }
}
