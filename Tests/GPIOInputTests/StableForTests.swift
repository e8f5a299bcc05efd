import LockerDomain
import TestSupport
import Testing

@testable import GPIOInput

/// What happens to a `StableFor`, in milliseconds.
enum Step: Sendable {
  case edge(GPIOLevel, Int64)
  case reading(GPIOLevel, Int64)
  case lost
}

/// The kinds of history that a contact can have, with a period of 50 ms. Each begins with a low level found at 0.
struct ContactHistory: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var steps: [Step]
  /// The changes after the first (low at 0): level and time.
  var changes: [(GPIOLevel, Int64)]

  init(_ testDescription: String, _ steps: [Step], gives changes: [(GPIOLevel, Int64)]) {
    self.testDescription = testDescription
    self.steps = steps
    self.changes = changes
  }

  static let all = [
    ContactHistory("nothing happens", [.reading(.low, 5000)], gives: []),
    ContactHistory("one edge", [.edge(.high, 100), .reading(.high, 150)], gives: [(.high, 100)]),
    ContactHistory("one edge, not yet stable", [.edge(.high, 100), .reading(.high, 149)], gives: []),
    ContactHistory(
      "bounces start the period again",
      [.edge(.high, 100), .edge(.low, 110), .edge(.high, 120), .reading(.high, 169), .reading(.high, 170)],
      gives: [(.high, 120)]),
    ContactHistory(
      "a bounce shorter than the period",
      [.edge(.high, 100), .edge(.low, 149), .reading(.low, 199), .reading(.low, 5000)], gives: []),
    ContactHistory(
      "a late thread: the silence before the next edge counts",
      [.edge(.high, 100), .edge(.low, 150), .reading(.low, 900)], gives: [(.high, 100), (.low, 150)]),
    ContactHistory(
      "a late thread: a silence just too short",
      [.edge(.high, 100), .edge(.low, 149), .reading(.low, 900)], gives: []),
    ContactHistory(
      "the last edge was lost, seen when the period ends",
      [.edge(.high, 100), .reading(.low, 150), .reading(.low, 200)], gives: []),
    ContactHistory(
      "the only edge was lost, seen by the slow timer",
      [.reading(.high, 5000), .reading(.high, 5050)], gives: [(.high, 5000)]),
    ContactHistory(
      "an edge was lost between: the level of the next one is what counts",
      [.edge(.high, 100), .edge(.high, 120), .reading(.high, 170)], gives: [(.high, 120)]),
    ContactHistory(
      "the queue ran over: its silence proves nothing",
      [.edge(.high, 100), .lost, .edge(.low, 300), .reading(.low, 350)], gives: []),
    ContactHistory(
      "the queue ran over at its end: the period begins with the level read",
      [.edge(.high, 100), .lost, .reading(.high, 300), .reading(.high, 349), .reading(.high, 350)],
      gives: [(.high, 300)]),
    ContactHistory("a loss while nothing is undecided", [.lost, .reading(.low, 300)], gives: []),
    ContactHistory(
      "a level read ahead of its edges",
      [.reading(.high, 100), .edge(.high, 98), .edge(.low, 99), .edge(.high, 99), .reading(.high, 150)],
      gives: [(.high, 100)]),
    ContactHistory(
      "open and closed again",
      [.edge(.high, 100), .reading(.high, 150), .edge(.low, 400), .reading(.low, 450)],
      gives: [(.high, 100), (.low, 400)]),
  ]
}

struct StableForTests {
  private static func time(_ milliseconds: Int64) -> BootTime { BootTime(nanoseconds: milliseconds * 1_000_000) }

  private static func apply(_ step: Step, to contact: inout StableFor) -> [StableFor.Change] {
    switch step {
    case .edge(let level, let at): return contact.edge(to: level, at: time(at))
    case .reading(let level, let at): return contact.reading(level, at: time(at))
    case .lost:
      contact.edgesLost()
      return []
    }
  }

  private static func settledLow() -> StableFor {
    var contact = StableFor(period: .milliseconds(50), firstPeriod: .milliseconds(50), level: .low, at: time(0))
    #expect(contact.reading(.low, at: time(50)) == [StableFor.Change(level: .low, at: time(0))])
    return contact
  }

  @Test(arguments: ContactHistory.all)
  func historyGivesItsChanges(_ history: ContactHistory) {
    var contact = Self.settledLow()
    let changes = history.steps.flatMap { Self.apply($0, to: &contact) }
    #expect(changes == history.changes.map { StableFor.Change(level: $0, at: Self.time($1)) })
  }

  @Test func firstLevelCountsOnlyWhenItStayed() {
    var contact = StableFor(period: .milliseconds(50), firstPeriod: .milliseconds(50), level: .low, at: Self.time(0))
    #expect(contact.deadline == Self.time(50))
    #expect(contact.reading(.low, at: Self.time(49)).isEmpty)
    #expect(contact.edge(to: .high, at: Self.time(49)).isEmpty)
    #expect(contact.deadline == Self.time(99))
    #expect(contact.reading(.high, at: Self.time(99)) == [StableFor.Change(level: .high, at: Self.time(49))])
    #expect(contact.deadline == nil)
  }

  @Test func kernelsDebounceCountsAtOnceButForTheLevelFound() {
    var contact = StableFor(period: .zero, firstPeriod: .milliseconds(50), level: .low, at: Self.time(0))
    #expect(contact.reading(.low, at: Self.time(20)).isEmpty)
    #expect(contact.edge(to: .high, at: Self.time(30)) == [StableFor.Change(level: .high, at: Self.time(30))])
    #expect(contact.reading(.high, at: Self.time(31)).isEmpty)
    #expect(contact.edge(to: .low, at: Self.time(90)) == [StableFor.Change(level: .low, at: Self.time(90))])
    #expect(contact.deadline == nil)
  }

  @Test func kernelsDebounceAfterTheLevelFoundWasDue() {
    var contact = StableFor(period: .zero, firstPeriod: .milliseconds(50), level: .low, at: Self.time(0))
    #expect(
      contact.edge(to: .high, at: Self.time(60)) == [
        StableFor.Change(level: .low, at: Self.time(0)), StableFor.Change(level: .high, at: Self.time(60)),
      ])
  }

  /// Whatever the contact does: what is reported last is the level that stayed, changes alternate, each was stable for
  /// the period, and it doesn't matter how late and in what portions the thread gets the edges.
  @Test(arguments: 0..<300)
  func anyBounceEndsAtTheLevelThatStayed(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let period: Int64 = 50
    var edges: [(level: GPIOLevel, at: Int64)] = []
    var level = GPIOLevel.low
    var now: Int64 = 100
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      now +=
        Bool.random(using: &random)
        ? Int64.random(in: 1...20, using: &random) : Int64.random(in: 30...120, using: &random)
      level = level == .low ? .high : .low
      edges.append((level, now))
    }
    let expected = Self.stableLevels(edges, period: period)

    var contact = Self.settledLow()
    var changes: [StableFor.Change] = []
    var queue = edges[...]
    var clock: Int64 = 100
    var actual = GPIOLevel.low
    while let next = queue.first {
      clock = max(clock, next.at) + Int64.random(in: 0...80, using: &random)
      while let edge = queue.first, edge.at <= clock {
        changes += contact.edge(to: edge.level, at: Self.time(edge.at))
        actual = edge.level
        queue.removeFirst()
      }
      changes += contact.reading(actual, at: Self.time(clock))
    }
    changes += contact.reading(actual, at: Self.time(clock + period))

    #expect(changes.map(\.level) == expected.map(\.level))
    #expect(changes.map(\.at) == expected.map { Self.time($0.at) })
    #expect((changes.last?.level ?? .low) == level)
    #expect(contact.deadline == nil)
  }

  /// The definition, written down without any machine: levels that stayed for the period, without repetitions.
  private static func stableLevels(
    _ edges: [(level: GPIOLevel, at: Int64)], period: Int64
  ) -> [(level: GPIOLevel, at: Int64)] {
    var result: [(level: GPIOLevel, at: Int64)] = []
    for (index, edge) in edges.enumerated() {
      let end = index + 1 < edges.count ? edges[index + 1].at : .max
      if end - edge.at >= period, edge.level != (result.last?.level ?? .low) { result.append(edge) }
    }
    return result
  }
}
