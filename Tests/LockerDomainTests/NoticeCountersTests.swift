import LockerDomain
import TestSupport
import Testing

/// received = accepted + withdrawn + expired + dead + suppressed + pending, at every moment.
@Suite struct NoticeCountersTests {
  @Test(
    "the books close after each of thousands of events, with commits that fail and restarts",
    arguments: [1, 2, 3, 4] as [UInt64])
  func reconcile(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let scene = Scene(RandomEvent.compartments) { $0.readyLifetime = .seconds(40 * 3600) }
    var counters = NoticeCounters(waiting: [])
    var expected = Recount(scene.store)
    var inFlight: Set<NoticeID> = []
    var failedCommits = 0
    var ends: Set<NoticeCounters.End> = []
    for step in 0..<1000 {
      scene.skip(.milliseconds(Int.random(in: 0..<30_000, using: &generator)))
      switch Int.random(in: 0..<60, using: &generator) {
      case 0 where step < 900:
        inFlight = []
        counters = NoticeCounters(waiting: scene.store.waiting)
        expected = Recount(scene.store)
        scene.restart()
        counters.committed(scene.work)
      case 1..<12:
        // The disk refuses: what the bank did is taken back, and nobody hears of it.
        let event = RandomEvent.draw(for: scene.bank, inFlight: inFlight, using: &generator)
        if let refused = event.happen(to: &scene.bank, with: scene.store, at: scene.now) {
          scene.bank.revert(refused)
          failedCommits += refused.work.notices.isEmpty ? 0 : 1
        }
      default:
        let event = RandomEvent.draw(for: scene.bank, inFlight: inFlight, using: &generator)
        scene.happen(event)
        for case .settle(let id, .sending, _) in scene.work.notices { inFlight.insert(id) }
        if case .ends(let id, _) = event { inFlight.remove(id) }
        counters.committed(scene.work)
      }
      expected.look(at: scene.store)
      ends.formUnion(counters.settled.keys)
      let context: Comment = "seed \(seed), step \(step)"
      try #require(counters.received == counters.settled.values.reduce(0, +) + counters.pending, context)
      try #require(counters.pending == scene.bank.unsettledNotices, context)
      try #require(counters.settled == expected.settled, context)
      try #require(counters.received == expected.received, context)
    }
    #expect(failedCommits > 5)
    #expect(ends.count >= 3)
  }

  @Test("an acceptance that overtakes its withdrawal counts on both sides once more")
  func overtaken() throws {
    let scene = Scene(["A1"]) { $0.hold = .zero }
    try scene.place("X", in: "A1")
    scene.load("A1")
    var counters = NoticeCounters(waiting: scene.store.waiting)
    let id = try #require(scene.send())
    counters.committed(scene.work)
    try scene.cancel("X")
    counters.committed(scene.work)
    #expect(counters.settled == [.withdrawn: 1])
    scene.end(id, .accepted(requestID: nil))
    counters.committed(scene.work)
    #expect(counters.settled == [.withdrawn: 1, .accepted: 1])
    #expect(counters.received == 2)
    #expect(counters.pending == 0)
  }

  @Test("a withdrawal that gets another reason is one withdrawal")
  func withdrawnOnce() throws {
    let scene = Scene(["A1"]) { $0.hold = .zero }
    try scene.place("X", in: "A1")
    scene.load("A1")
    var counters = NoticeCounters(waiting: scene.store.waiting)
    let id = try #require(scene.send())
    try scene.unload("X")
    counters.committed(scene.work)
    scene.end(id, .deferred(reason: "503"))
    counters.committed(scene.work)
    #expect(counters.settled == [.withdrawn: 1])
    #expect(counters.received == 1)
  }
}

/// Counts by looking at the rows only: what they were, what they are.
private struct Recount {
  private(set) var received: Int
  private(set) var settled: [NoticeCounters.End: Int] = [:]
  private var known: [NoticeID: Notice.State]

  init(_ store: MemoryStore) {
    known = store.notices.mapValues(\.state)
    received = store.waiting.count
  }

  mutating func look(at store: MemoryStore) {
    for notice in store.notices.values {
      let before = known.updateValue(notice.state, forKey: notice.id)
      let end = Self.end(notice.state)
      let endBefore = before.flatMap(Self.end)
      if before == nil || endBefore != nil && endBefore != end { received += 1 }
      if let end, end != endBefore { settled[end, default: 0] += 1 }
    }
  }

  private static func end(_ state: Notice.State) -> NoticeCounters.End? {
    NoticeCounters.End(rawValue: String("\(state)".prefix { $0 != "(" }))
  }
}

extension MemoryStore {
  fileprivate var waiting: [NoticeID] { notices.values.filter { !$0.state.isSettled }.map(\.id) }
}
