import Linux
@testable import LockerDomain
import Store
import TestSupport
import Testing

/// On a small file system of its own, filled to the last block.
@Suite(.enabled(if: SmallDisk.isPossible, "mounting a small disk needs root"))
struct FullDiskTests {
  private let disk: SmallDisk

  init() throws { disk = try #require(SmallDisk(kilobytes: 2048)) }

  private func store() throws -> Store {
    try Store(path: disk.folder.store, machineID: Samples.machineID, reserveBytes: 512 << 10)
  }

  @Test func newOrdersAreRefusedAndKnownOnesGoOn() throws {
    let store = try store()
    try store.commit(Samples.ready("known", notice: 1), at: Samples.mark(1), mayUseReserve: false)
    disk.fill()
    // New orders until the log needs a block that is not there.
    var placed = 0
    let error = try #require(throws: StoreError.self) {
      for index in 1...2000 {
        try store.commit(
          Samples.ready("S-\(index)", notice: Int64(index + 1)), at: Samples.mark(2), mayUseReserve: false)
        placed = index
      }
    }
    #expect(error.code == .full)
    #expect(store.hasRoom)
    #expect(try store.reader.orders(includingEnded: false).count == placed + 1)

    for second in 3...60 as ClosedRange<Int64> {
      try store.commit(
        Samples.work { $0.ledger = [LedgerEntry(.doorOpened, why: "door A1", source: .timer)] },
        at: Samples.mark(second))
    }
    #expect(!store.hasRoom)
    let refused = try #require(throws: StoreError.self) {
      try store.commit(Samples.ready("late", notice: 5000), at: Samples.mark(61), mayUseReserve: false)
    }
    #expect(refused.code == .full)
    #expect(refused.message.contains("make room on the disk"))

    disk.empty()
    try store.commit(Samples.ready("late", notice: 5000), at: Samples.mark(62), mayUseReserve: false)
    #expect(store.hasRoom)
  }

  @Test("another program takes every block as it gets free: the reserve is not lost to it at once")
  func flooded() throws {
    let disk = try #require(SmallDisk(kilobytes: 8192))
    let store = try Store(path: disk.folder.store, machineID: Samples.machineID, reserveBytes: 4 << 20)
    var stored: Int64 = 0
    let error = try #require(throws: StoreError.self) {
      while true {
        disk.fill()
        try store.commit(
          Samples.work { $0.ledger = [LedgerEntry(.doorOpened, why: "door A1", source: .timer)] },
          at: Samples.mark(stored + 1))
        stored += 1
      }
    }
    #expect(error.code == .full)
    #expect(stored > 16, "\(stored)")
  }

  @Test func startsOnAFullDisk() throws {
    do { try store().commit(Samples.ready("known", notice: 1), at: Samples.mark(1)) }
    disk.fill()
    let store = try store()
    try store.commit(
      Samples.work { $0.notices = [.settle(NoticeID(1), .accepted(requestID: "r"), unanswered: false)] },
      at: Samples.mark(2))
    #expect(!store.hasRoom)
    disk.empty()
    try store.tidy()
    #expect(store.hasRoom)
  }
}
