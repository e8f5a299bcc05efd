import LockerDomain
import TestSupport
import Testing

@Suite struct AgentClockTests {
  private static let hour: Int64 = 3_600_000
  /// Some wall time, in milliseconds.
  private static let noon: Int64 = 1_790_000_000_000

  private func boot(_ milliseconds: Int64) -> BootTime { BootTime(nanoseconds: milliseconds * 1_000_000) }

  private func mark(_ moment: Int64, _ bootID: String, boot time: Int64, wall: Int64?) -> AgentClock.Mark {
    AgentClock.Mark(moment: Moment(milliseconds: moment), bootID: bootID, boot: boot(time), wall: wall)
  }

  @Test("the first start counts from the boot")
  func first() {
    let clock = AgentClock(bootID: "a", boot: boot(5_000), wall: nil, last: nil)
    #expect(clock.moment(at: boot(5_000)) == Moment(milliseconds: 5_000))
    #expect(clock.unwatchedSince == Moment(milliseconds: 5_000))
  }

  @Test("the same boot: the kernel's clock counted on", arguments: [Self.noon, nil])
  func sameBoot(wall: Int64?) {
    let last = mark(700_000, "a", boot: 100_000, wall: nil)
    let clock = AgentClock(bootID: "a", boot: boot(130_000), wall: wall, last: last)
    #expect(clock.moment(at: boot(130_000)) == Moment(milliseconds: 730_000))
    #expect(clock.unwatchedSince == Moment(milliseconds: 700_000))
  }

  @Test("a new boot with both wall times: the time off is added")
  func newBoot() {
    let last = mark(700_000, "a", boot: 100_000, wall: Self.noon)
    let clock = AgentClock(bootID: "b", boot: boot(20_000), wall: Self.noon + Self.hour, last: last)
    #expect(clock.moment(at: boot(20_000)) == Moment(milliseconds: 700_000 + Self.hour))
    #expect(clock.moment(at: boot(21_000)) == Moment(milliseconds: 701_000 + Self.hour))
    #expect(clock.unwatchedSince == Moment(milliseconds: 700_000))
  }

  @Test(
    "a new boot, a wall time missing: the clock goes on where it stopped, and nobody knows for how long it stood",
    arguments: [(Self.noon, nil), (nil, Self.noon), (nil, nil)] as [(Int64?, Int64?)])
  func newBootUnknown(lastWall: Int64?, wall: Int64?) {
    let last = mark(700_000, "a", boot: 100_000, wall: lastWall)
    let clock = AgentClock(bootID: "b", boot: boot(20_000), wall: wall, last: last)
    #expect(clock.moment(at: boot(20_000)) == Moment(milliseconds: 700_000))
    #expect(clock.moment(at: boot(20_000)) - clock.unwatchedSince > .seconds(10 * 365 * 86_400))
  }

  @Test("a wall clock set back never takes the agent's clock back")
  func neverBackwards() {
    let last = mark(700_000, "a", boot: 100_000, wall: Self.noon)
    let clock = AgentClock(bootID: "b", boot: boot(20_000), wall: Self.noon - Self.hour, last: last)
    #expect(clock.moment(at: boot(20_000)) == Moment(milliseconds: 700_000))
    #expect(
      clock.moment(at: boot(20_000)) - clock.unwatchedSince > .seconds(10 * 365 * 86_400), "who knows for how long")
  }

  @Test("over many boots, whatever the wall clock says, moments only grow", arguments: [1, 2, 3] as [UInt64])
  func monotonic(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var last: AgentClock.Mark?
    var latest = Moment(milliseconds: 0)
    func wall() -> Int64? {
      Bool.random(using: &generator) ? Self.noon + Int64.random(in: -9_999...9_999_999, using: &generator) : nil
    }
    for run in 0..<200 {
      let bootID = Bool.random(using: &generator) ? last?.bootID ?? "0" : "\(run)"
      var time = Int64.random(in: 0...50_000, using: &generator)
      if let last, last.bootID == bootID { time += last.boot.milliseconds }
      let clock = AgentClock(bootID: bootID, boot: boot(time), wall: wall(), last: last)
      for _ in 0..<5 {
        let moment = clock.moment(at: boot(time))
        #expect(moment >= latest, "seed \(seed), run \(run)")
        latest = moment
        time += Int64.random(in: 0...10_000, using: &generator)
      }
      last = AgentClock.Mark(moment: clock.moment(at: boot(time)), bootID: bootID, boot: boot(time), wall: wall())
      latest = clock.moment(at: boot(time))
    }
  }
}
